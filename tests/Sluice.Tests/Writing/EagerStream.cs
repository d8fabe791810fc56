using System.Threading.Tasks.Sources;

namespace Sluice.Tests.Writing;

/// <summary>A stream of which every write is pending when it is first looked at, and done when it is looked at again. Counts what came by which thread.</summary>
internal sealed class EagerStream : Stream, IValueTaskSource
{
    private readonly List<(int Thread, int Bytes)> _writes = [];
    private bool _wasLookedAt;

    public IReadOnlyList<(int Thread, int Bytes)> Writes => _writes;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _writes.Add((Environment.CurrentManagedThreadId, buffer.Length));
        _wasLookedAt = false;
        return new ValueTask(this, 0);
    }

    public ValueTaskSourceStatus GetStatus(short token)
    {
        ValueTaskSourceStatus status = _wasLookedAt ? ValueTaskSourceStatus.Succeeded : ValueTaskSourceStatus.Pending;
        _wasLookedAt = true;
        return status;
    }

    public void GetResult(short token)
    {
        // It never fails.
    }

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => continuation(state);

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
