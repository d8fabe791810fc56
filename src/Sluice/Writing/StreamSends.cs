using Sluice.Diagnostics;
using Sluice.Files;
using Sluice.Operations;
using Sluice.Reactor;

namespace Sluice.Writing;

/// <summary>
/// The sends over streams of one transmitter: what they share, and how many are under way, which a transmitter that is disposed of ends
/// and waits for.
/// </summary>
internal sealed class StreamSends : IActiveSends, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly Func<OpenFiles> _files;

    // One more than the sends under way, until the transmitter is disposed of.
    private int _underWay = 1;

    public StreamSends(OperationPool operations, Func<OpenFiles> files, IFileReader reader, DiskThreads disk, TimeProvider time, int bufferSize)
    {
        Operations = operations;
        _files = files;
        Reader = reader;
        Disk = disk;
        Time = time;
        Buffers = new BufferPool(bufferSize);

        // Taken once: a send that begins while the transmitter is disposed of looks at it after its source is gone.
        Stopping = _stopping.Token;
    }

    /// <summary>Set when every send is to end.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>The sends of the same transmitter over sockets, with which these share rates and places.</summary>
    public OperationPool Operations { get; }

    public IFileReader Reader { get; }

    public DiskThreads Disk { get; }

    public TimeProvider Time { get; }

    public BufferPool Buffers { get; }

    string IActiveSends.Transport => SendMetrics.OverStream;

    long IActiveSends.Count => Volatile.Read(ref _underWay) - (Operations.IsDisposed ? 0 : 1);

    public OpenFiles NewFiles() => _files();

    /// <summary>Sends the elements over a stream that is open and can be written to.</summary>
    public ValueTask<long> SendAsync(Stream stream, ReadOnlySpan<PacketElement> elements, in SendSettings settings, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            SendRecord.Refused(SendMetrics.OverStream, new SendResult(0, FailureKind.Canceled));
            return ValueTask.FromException<long>(new SendPacketsCanceledException(0, cancellationToken));
        }

        Interlocked.Increment(ref _underWay);
        StreamSend send = new(this, stream, settings, cancellationToken);
        try
        {
            send.Plan(elements);
        }
        catch (Exception fault)
        {
            send.Fault(fault);
        }

        return send.RunAsync();
    }

    /// <summary>A send has let go of everything.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _underWay) == 0)
            _drained.TrySetResult();
    }

    /// <summary>Ends all sends. Called once; the task ends when none is under way any more.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        Leave();
        await _drained.Task.ConfigureAwait(false);
    }

    public void Dispose() => _stopping.Dispose();
}
