using Sluice.Kernel;

namespace Sluice.Reactor;

/// <summary>Waits on behalf of sends, and goes on with them.</summary>
internal interface IReactor
{
    /// <summary>
    /// Begins a wait for the descriptor to be writable, closed or broken, until a time at most. Whoever claims the ticket owns the next turn.
    /// </summary>
    KernelResult Arm(SendQueue queue, int descriptor, bool isRegistered, long dueTime, out WaitTicket ticket);

    /// <summary>
    /// Begins a wait for a time; for <see cref="Clock.Never"/>, until somebody claims the ticket. Fails where all waits have been ended.
    /// </summary>
    KernelResult Hold(SendQueue queue, long dueTime, out WaitTicket ticket);

    /// <summary>Ends a wait. True for exactly one caller, who from then on owns the turn.</summary>
    bool TryClaim(WaitTicket ticket);

    /// <summary>Has a queue, whose head is to run and has no owner, go on soon on another thread or after what is ready already.</summary>
    void Post(SendQueue queue);

    /// <summary>Has an item run soon on the thread that the reactor's sends go on on.</summary>
    void Dispatch(IThreadPoolWorkItem item);

    /// <summary>Ends every wait and has those operations go on, for all have been asked to stop.</summary>
    void WakeAll();

    /// <summary>Ends its threads and gives back its descriptors. No operation may be left.</summary>
    void Shutdown();
}
