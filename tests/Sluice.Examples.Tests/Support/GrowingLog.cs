namespace Sluice.Examples.Tests.Support;

/// <summary>A log as its one writer makes it, rotated by rename, and all that was ever written to it.</summary>
internal sealed class GrowingLog(string path)
{
    private readonly List<byte> _all = [];
    private readonly Random _random = new(7);

    /// <summary>Of all files, in the order of writing.</summary>
    public byte[] Content => [.. _all];

    public long Length => _all.Count;

    /// <summary>Appends to the log.</summary>
    public void Write(int bytes) => WriteTo(path, bytes);

    /// <summary>Appends to the file that was rotated last: its writer has not opened the new one yet.</summary>
    public void WriteToRotated(int bytes) => WriteTo($"{path}.1", bytes);

    /// <summary>Gives every file the next name, the oldest first. The log itself is then missing until it is written to.</summary>
    public void Rotate()
    {
        int oldest = 0;
        while (File.Exists($"{path}.{oldest + 1}"))
            oldest++;
        for (int age = oldest; age > 0; age--)
            File.Move($"{path}.{age}", $"{path}.{age + 1}");
        File.Move(path, $"{path}.1");
    }

    private void WriteTo(string file, int bytes)
    {
        byte[] content = new byte[bytes];
        _random.NextBytes(content);
        using FileStream stream = new(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        stream.Write(content);
        _all.AddRange(content);
    }
}
