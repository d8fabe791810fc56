using System.Buffers;
using System.Diagnostics;
using System.Security.Cryptography;

namespace Sluice.Cli.Receiving;

/// <summary>What one connection has brought so far: counted, hashed and, where there is a file for it, kept.</summary>
internal sealed class Reception : IDisposable
{
    // Large enough that the hash, not the number of calls, is what receiving costs.
    private const int BufferBytes = 256 * 1024;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _firstByte;

    public long Bytes { get; private set; }

    /// <summary>From the first byte to the end of the stream.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>In lower-case hexadecimal, of the bytes so far.</summary>
    public string Sha256 => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <summary>Reads until the peer ends its side.</summary>
    public async Task ReadToEndAsync(Stream source, OutputFile? copy, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (await ReadAsync(source, buffer, cancellationToken) is int count and > 0)
            {
                if (Bytes == 0)
                    _firstByte = Stopwatch.GetTimestamp();
                Bytes += count;
                _hash.AppendData(buffer, 0, count);
                if (copy is not null)
                    await copy.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }

            if (Bytes > 0)
                Elapsed = Stopwatch.GetElapsedTime(_firstByte);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Dispose() => _hash.Dispose();

    private static async ValueTask<int> ReadAsync(Stream source, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await source.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException cause)
        {
            throw new BrokenConnectionException((cause.InnerException ?? cause).Message, cause);
        }
    }
}
