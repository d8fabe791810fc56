using System.Security.Cryptography;

namespace Sluice.LinuxTests.Writing;

/// <summary>Two ends of one connection as streams: what is written to one is read from the other.</summary>
/// <param name="sender">The end to send over.</param>
/// <param name="receiver">The other end.</param>
public sealed class StreamPair(Stream sender, Stream receiver) : IAsyncDisposable
{
    public Stream Sender { get; } = sender;

    public Stream Receiver { get; } = receiver;

    /// <summary>Receives exactly so many bytes, or what comes before the end of the stream.</summary>
    public async Task<byte[]> ReceiveAsync(int count)
    {
        byte[] bytes = new byte[count];
        int filled = await Receiver.ReadAtLeastAsync(bytes, count, throwOnEndOfStream: false);
        return bytes[..filled];
    }

    /// <summary>The SHA-256 of exactly so many bytes, or of what comes before the end of the stream.</summary>
    public async Task<byte[]> HashAsync(long count)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[256 * 1024];
        int read;
        for (long left = count; left > 0 && (read = await Receiver.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)))) > 0; left -= read)
            hash.AppendData(buffer, 0, read);
        return hash.GetHashAndReset();
    }

    public async ValueTask DisposeAsync()
    {
        // At once: the end of one side in order could wait for a peer that reads no more.
        foreach (Stream stream in (Stream[])[Sender, Receiver])
        {
            try
            {
                await stream.DisposeAsync();
            }
            catch (Exception gone) when (gone is IOException or InvalidOperationException)
            {
                // A test has broken the connection.
            }
        }
    }
}
