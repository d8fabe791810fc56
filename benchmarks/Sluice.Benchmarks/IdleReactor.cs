using Sluice.Kernel;
using Sluice.Reactor;

namespace Sluice.Benchmarks;

/// <summary>A reactor that waits for nothing: whoever measures goes on with its queues.</summary>
internal sealed class IdleReactor : IReactor
{
    public KernelResult Arm(SendQueue queue, int descriptor, bool isRegistered, long dueTime, out WaitTicket ticket) => Hold(queue, dueTime, out ticket);

    public KernelResult Hold(SendQueue queue, long dueTime, out WaitTicket ticket)
    {
        ticket = default;
        return KernelResult.Success();
    }

    public bool TryClaim(WaitTicket ticket) => true;

    public void Post(SendQueue queue)
    {
        // The benchmark goes on with it.
    }

    public void Dispatch(IThreadPoolWorkItem item) => item.Execute();

    public void WakeAll()
    {
        // Nothing sleeps.
    }

    public void Shutdown()
    {
        // There is nothing to give back.
    }
}
