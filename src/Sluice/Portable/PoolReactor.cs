using Sluice.Kernel;
using Sluice.Reactor;

namespace Sluice.Portable;

/// <summary>
/// Stands where the Linux backend has its epoll: the framework waits for the sockets, and sends go on on the thread pool.
/// </summary>
internal sealed class PoolReactor : IReactor, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Set when every send of the transmitter is to end.</summary>
    public CancellationToken Stopping => _stopping.Token;

    public KernelResult Arm(SendQueue queue, int descriptor, bool isRegistered, out ReadinessTicket ticket)
    {
        ticket = default;
        return KernelResult.Failure(Errno.NotSupported);
    }

    public bool TryClaim(ReadinessTicket ticket) => false;

    public void Post(SendQueue queue) => ThreadPool.UnsafeQueueUserWorkItem(static queue => queue.Continue(), queue, preferLocal: false);

    public void WakeAll() => _stopping.Cancel();

    public void Shutdown() => Dispose();

    public void Dispose() => _stopping.Dispose();
}
