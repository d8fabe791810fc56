using Xunit;

namespace Sluice.Tests.Writing;

/// <summary>A stream that takes everything and keeps a record: of each write and flush, in order, and of the bytes. A test may hold writes up or have them fail.</summary>
internal sealed class RecordingStream : Stream
{
    private readonly MemoryStream _content = new();
    private readonly Lock _gate = new();
    private readonly List<StreamCall> _calls = [];
    private int _inside;

    /// <summary>What precedes the n-th write, counted from 1; it throws where that is to fail.</summary>
    public Func<int, CancellationToken, Task> BeforeWrite { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>What precedes a flush.</summary>
    public Func<CancellationToken, Task> BeforeFlush { get; set; } = _ => Task.CompletedTask;

    /// <summary>Whether two writes, or a write and a flush, were ever under way at a time.</summary>
    public bool Overlapped { get; private set; }

    public bool IsClosed { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => !IsClosed;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>The completed calls.</summary>
    public IReadOnlyList<StreamCall> Calls
    {
        get
        {
            lock (_gate)
                return [.. _calls];
        }
    }

    /// <summary>Sizes of the completed writes, a flush as 0.</summary>
    public IEnumerable<int> Sizes => Calls.Select(call => call.Memory.Length);

    public byte[] Content
    {
        get
        {
            lock (_gate)
                return _content.ToArray();
        }
    }

    /// <summary>Writes begun so far.</summary>
    public int WritesBegun { get; private set; }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Assert.False(buffer.IsEmpty);
        Overlapped |= Interlocked.Increment(ref _inside) > 1;
        try
        {
            int thread = Environment.CurrentManagedThreadId;
            await BeforeWrite(++WritesBegun, cancellationToken).ConfigureAwait(false);
            lock (_gate)
            {
                _content.Write(buffer.Span);
                _calls.Add(new StreamCall(buffer, thread));
            }
        }
        finally
        {
            Interlocked.Decrement(ref _inside);
        }
    }

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        Overlapped |= Interlocked.Increment(ref _inside) > 1;
        try
        {
            await BeforeFlush(cancellationToken).ConfigureAwait(false);
            lock (_gate)
                _calls.Add(new StreamCall(default, Environment.CurrentManagedThreadId));
        }
        finally
        {
            Interlocked.Decrement(ref _inside);
        }
    }

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        IsClosed = true;
        base.Dispose(disposing);
    }
}
