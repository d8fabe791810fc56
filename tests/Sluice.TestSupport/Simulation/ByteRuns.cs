namespace Sluice.TestSupport.Simulation;

/// <summary>Bytes in order, as stretches of their sources: gigabytes of computed content take no memory. Not thread safe.</summary>
internal sealed class ByteRuns
{
    private readonly LinkedList<ByteRun> _runs = new();

    public long Length { get; private set; }

    public void Append(ByteRun run)
    {
        if (run.Length == 0)
            return;
        Length += run.Length;
        if (_runs.Last is { } last && ReferenceEquals(last.Value.Content, run.Content) && last.Value.Offset + last.Value.Length == run.Offset)
            last.Value = last.Value with { Length = last.Value.Length + run.Length };
        else
            _runs.AddLast(run);
    }

    public void Append(ReadOnlySpan<byte> bytes) => Append(new ByteRun(new StoredContent(bytes.ToArray()), 0, bytes.Length));

    /// <summary>Moves bytes from the front of this to the end of another.</summary>
    public void MoveTo(ByteRuns destination, long bytes)
    {
        while (bytes > 0)
        {
            ByteRun first = _runs.First!.Value;
            long taken = Math.Min(bytes, first.Length);
            destination.Append(first with { Length = taken });
            if (taken == first.Length)
                _runs.RemoveFirst();
            else
                _runs.First.Value = first with { Offset = first.Offset + taken, Length = first.Length - taken };
            Length -= taken;
            bytes -= taken;
        }
    }

    public void Clear()
    {
        _runs.Clear();
        Length = 0;
    }

    public byte[] ToArray()
    {
        byte[] bytes = new byte[Length];
        int filled = 0;
        foreach (ByteRun run in _runs)
        {
            run.Content.CopyTo(run.Offset, bytes.AsSpan(filled, (int)run.Length));
            filled += (int)run.Length;
        }

        return bytes;
    }

    /// <summary>Whether it is exactly this stretch of this content, in order and by reference: for what is too large to compare by bytes.</summary>
    public bool IsExactly(FileContent content, long offset, long length) =>
        _runs.Count == 1 && _runs.First!.Value == new ByteRun(content, offset, length);
}
