using Sluice.Kernel;

namespace Sluice.TestSupport.Simulation;

/// <content>epoll and eventfd.</content>
internal sealed unsafe partial class SimulatedKernel
{
    /// <summary>Has every epoll tell in another order what is ready at one time: no order is promised.</summary>
    public void RotateReady(int places)
    {
        lock (_gate)
        {
            foreach (SimulatedEpoll epoll in _open.Values.OfType<SimulatedEpoll>())
                epoll.Rotate(places);
        }
    }

    public KernelResult CreateEpoll() => Create(CallKind.CreateEpoll, new SimulatedEpoll());

    public KernelResult CreateEvent() => Create(CallKind.CreateEvent, new SimulatedEvent());

    public KernelResult ControlEpoll(int epoll, EpollOperation operation, int descriptor, EpollEvents events, ulong data)
    {
        Interception call = Enter(
            new KernelCall(CallKind.ControlEpoll, epoll) { Other = descriptor, Operation = operation, Events = events, Data = data });
        if (!call.Fails(out KernelResult result))
        {
            lock (_gate)
            {
                result = Find<SimulatedEpoll>(call.Call, epoll) is { } set && Find<SimulatedObject>(call.Call, descriptor) is { } target
                    ? Result(set.Control(operation, descriptor, target, events, data))
                    : KernelResult.Failure(Errno.BadDescriptor);
            }
        }

        return Leave(call, result);
    }

    /// <remarks>
    /// A negative timeout waits for another thread to make something ready. A positive one has passed at once where nothing is ready: time is
    /// virtual.
    /// </remarks>
    public KernelResult WaitEpoll(int epoll, Span<ReadyEvent> events, int timeoutMilliseconds)
    {
        Interception call = Enter(new KernelCall(CallKind.WaitEpoll, epoll) { Requested = timeoutMilliseconds });
        if (!call.Fails(out KernelResult result))
        {
            lock (_gate)
            {
                do
                {
                    result = Find<SimulatedEpoll>(call.Call, epoll) is { } set
                        ? KernelResult.Success(set.Collect(events[..(int)call.Allow(events.Length)]))
                        : KernelResult.Failure(Errno.BadDescriptor);
                }
                while (result.Succeeded && result.Value == 0 && timeoutMilliseconds < 0 && Monitor.Wait(_gate));
            }
        }

        return Leave(call, result);
    }

    public KernelResult SignalEvent(int descriptor) => SetEvent(CallKind.SignalEvent, descriptor, isSignaled: true);

    public KernelResult DrainEvent(int descriptor) => SetEvent(CallKind.DrainEvent, descriptor, isSignaled: false);

    private KernelResult SetEvent(CallKind kind, int descriptor, bool isSignaled)
    {
        Interception call = Enter(new KernelCall(kind, descriptor));
        if (!call.Fails(out KernelResult result))
        {
            lock (_gate)
            {
                SimulatedEvent? target = Find<SimulatedEvent>(call.Call, descriptor);
                result = Result(target switch
                {
                    null => Errno.BadDescriptor,
                    { IsSignaled: false } when !isSignaled => Errno.Again,
                    _ => Errno.None,
                });
                if (target is not null)
                    target.IsSignaled = isSignaled;
            }
        }

        return Leave(call, result);
    }

    private KernelResult Create(CallKind kind, SimulatedObject target)
    {
        Interception call = Enter(new KernelCall(kind, -1));
        if (!call.Fails(out KernelResult result))
        {
            lock (_gate)
                result = Allocate(target);
        }

        return Leave(call, result);
    }
}
