using Sluice.Diagnostics;
using Sluice.Files;
using Sluice.Kernel;
using Sluice.Planning;
using Sluice.Reactor;

namespace Sluice.Operations;

/// <summary>
/// The operations of one transmitter: those between two sends, kept for the next, and the number of those under way, which a transmitter that
/// is disposed of waits for.
/// </summary>
internal sealed class OperationPool(ISendEngine streams, ISendEngine messages, IDispatcher dispatcher, Func<OpenFiles> files) : IActiveSends
{
    // Enough for the sends of a busy server that are in flight at one time; more are left to the garbage collector.
    private const int Capacity = 1024;

    // As many as disk threads fill at a time, and some that sockets are taking meanwhile: 8 MiB of what a burst of cold files needed is kept.
    private const int ColdBufferCapacity = 64;

    private readonly Lock _gate = new();
    private readonly IdlePool<SendOperation> _idle = new(Capacity);
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<SendOperation> _queued = [];
    private volatile bool _isDisposed;

    // One more than the operations under way, until the pool is disposed of.
    private int _underWay = 1;

    /// <summary>Buffers for what disk threads read, of the size that the engine makes them.</summary>
    public IdlePool<byte[]> ColdBuffers { get; } = new(ColdBufferCapacity);

    public IDispatcher Dispatcher { get; } = dispatcher;

    /// <summary>Where completions run that the thread pool must not delay.</summary>
    public required SystemThreads SystemThreads { get; init; }

    public required Clock Clock { get; init; }

    /// <summary>What bounds the sends that are outstanding at a time; null where nothing does.</summary>
    public Admission? Admission { get; init; }

    /// <summary>The rate that all sends share; null where there is none.</summary>
    public RateLimiter? Limiter { get; init; }

    public bool IsDisposed => _isDisposed;

    /// <summary>Whether nothing but its socket can keep a send from its first turn.</summary>
    public bool StartsAtOnce => Admission is null && Limiter is null;

    /// <summary>What sends over a socket of this kind.</summary>
    public ISendEngine EngineFor(DescriptorOwner socket) => socket.KeepsMessages ? messages : streams;

    string IActiveSends.Transport => SendMetrics.OverSocket;

    long IActiveSends.Count => Volatile.Read(ref _underWay) - (_isDisposed ? 0 : 1);

    /// <summary>What is to bound and watch a send; null where nothing is.</summary>
    public SendGovernor? Govern(in SendSettings settings, SendGrain grain, SendPlan plan) => settings.Options is null && Limiter is null
        ? null
        : new SendGovernor(
            settings.Options ?? SendPacketsOptions.Default, Limiter, grain, grain == SendGrain.Fine ? Math.Max(settings.SendSize, 0) : 0, Dispatcher, Clock, plan.TotalBytes);

    public SendOperation Rent()
    {
        Interlocked.Increment(ref _underWay);
        return _idle.Rent() ?? new SendOperation(this, files());
    }

    /// <summary>An operation has let go of everything. Its result may still have to be read.</summary>
    public void Leave()
    {
        // More than once where a send begins while the transmitter is disposed of: it ends as aborted, and is the last one again.
        if (Interlocked.Decrement(ref _underWay) == 0)
            _drained.TrySetResult();
    }

    public void Return(SendOperation operation) => _idle.Return(operation);

    /// <summary>An operation has to wait behind others on its socket. False where it need not any more: the pool is disposed of.</summary>
    public bool TryAddQueued(SendOperation operation)
    {
        lock (_gate)
            return !_isDisposed && _queued.Add(operation);
    }

    public void RemoveQueued(SendOperation operation)
    {
        lock (_gate)
            _queued.Remove(operation);
    }

    /// <summary>
    /// Asks every operation to end, and ends those that wait behind operations of other transmitters. True the first time.
    /// </summary>
    public bool Dispose()
    {
        SendOperation[] queued;
        lock (_gate)
        {
            if (_isDisposed)
                return false;
            _isDisposed = true;
            queued = [.. _queued];
        }

        foreach (SendOperation operation in queued)
            operation.Stop(StopReason.TransmitterDisposed);
        Leave();
        return true;
    }

    /// <summary>Ends when, after <see cref="Dispose"/>, no operation is under way any more.</summary>
    public Task WhenDrained() => _drained.Task;
}
