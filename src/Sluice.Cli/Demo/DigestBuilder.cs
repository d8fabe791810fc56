using System.Security.Cryptography;
using System.Text;

namespace Sluice.Cli.Demo;

/// <summary>What has to arrive, computed from the texts and the files themselves, by nothing but the framework's file streams.</summary>
internal sealed class DigestBuilder : IDisposable
{
    private const int BufferBytes = 1 << 20;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _buffer = new byte[BufferBytes];
    private long _bytes;

    public void AppendText(string text) => Append(Encoding.UTF8.GetBytes(text));

    public async Task AppendFileAsync(string path, CancellationToken cancellationToken)
    {
        await using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, useAsync: true);
        while (await file.ReadAsync(_buffer, cancellationToken) is int count and > 0)
            Append(_buffer.AsSpan(0, count));
    }

    public Digest Build() => new(_bytes, Convert.ToHexStringLower(_hash.GetCurrentHash()));

    public void Dispose() => _hash.Dispose();

    private void Append(ReadOnlySpan<byte> bytes)
    {
        _hash.AppendData(bytes);
        _bytes += bytes.Length;
    }
}
