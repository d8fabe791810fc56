using Sluice.Kernel;

namespace Sluice.TestSupport.Simulation;

/// <summary>An epoll: level-triggered, with one-shot registrations that stay known when they have fired (epoll_ctl(2)).</summary>
internal sealed class SimulatedEpoll : SimulatedObject
{
    private readonly List<EpollRegistration> _registrations = [];

    public int Count => _registrations.Count;

    public Errno Control(EpollOperation operation, int descriptor, SimulatedObject target, EpollEvents events, ulong data)
    {
        int index = _registrations.FindIndex(known => known.Descriptor == descriptor && known.Target == target);
        if (operation == EpollOperation.Add)
        {
            if (index >= 0)
                return Errno.Exists;
            _registrations.Add(new EpollRegistration(descriptor, target, events, data));
            return Errno.None;
        }

        if (index < 0)
            return Errno.NoEntry;
        if (operation == EpollOperation.Delete)
            _registrations.RemoveAt(index);
        else
            _registrations[index] = new EpollRegistration(descriptor, target, events, data);
        return Errno.None;
    }

    /// <summary>The last descriptor of something was closed: the kernel forgets its registrations by itself.</summary>
    public void Forget(SimulatedObject target) => _registrations.RemoveAll(known => known.Target == target);

    /// <summary>Has others come first of those that are ready at one time.</summary>
    public void Rotate(int places)
    {
        for (int i = 0; i < places && _registrations.Count > 1; i++)
        {
            _registrations.Add(_registrations[0]);
            _registrations.RemoveAt(0);
        }
    }

    /// <summary>Tells what is ready, oldest first; what was told goes behind the others.</summary>
    public int Collect(Span<ReadyEvent> events)
    {
        int count = 0;
        int passed = 0;
        for (int left = _registrations.Count; left > 0 && count < events.Length; left--)
        {
            EpollRegistration registration = _registrations[passed];
            EpollEvents pending = registration.Pending;
            if (pending == EpollEvents.None)
            {
                passed++;
                continue;
            }

            events[count++] = new ReadyEvent(pending, registration.Data);
            bool isOneShot = (registration.Events & EpollEvents.OneShot) != 0;
            _registrations.RemoveAt(passed);
            _registrations.Add(isOneShot ? registration with { Events = EpollEvents.None } : registration);
        }

        return count;
    }
}
