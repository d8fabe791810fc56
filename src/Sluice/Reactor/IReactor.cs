using Sluice.Kernel;

namespace Sluice.Reactor;

/// <summary>Waits for sockets and goes on with their sends.</summary>
internal interface IReactor
{
    /// <summary>Begins a wait for the descriptor to be writable, closed or broken. Whoever claims the ticket owns the next turn.</summary>
    KernelResult Arm(SendQueue queue, int descriptor, bool isRegistered, out ReadinessTicket ticket);

    /// <summary>Ends a wait. True for exactly one caller, who from then on owns the turn.</summary>
    bool TryClaim(ReadinessTicket ticket);

    /// <summary>Has a queue, whose head is to run and has no owner, go on soon on another thread or after what is ready already.</summary>
    void Post(SendQueue queue);

    /// <summary>Ends every wait and has those operations go on, for all have been asked to stop.</summary>
    void WakeAll();

    /// <summary>Ends its thread and gives back its descriptors. No operation may be left.</summary>
    void Shutdown();
}
