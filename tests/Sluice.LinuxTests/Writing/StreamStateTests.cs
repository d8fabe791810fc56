using System.Net.Security;
using System.Net.Sockets;

namespace Sluice.LinuxTests.Writing;

/// <summary>A stream whose state is told apart from its readiness to write.</summary>
public sealed class StreamStateTests
{
    [Fact]
    public void Unauthenticated_IsRefusedByTheCall_WithTheWayOut()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        using SslStream stream = new(new NetworkStream(pair.Sender));

        NotSupportedException refused = Assert.Throws<NotSupportedException>(() => { _ = stream.SendPacketsAsync([new byte[1]]).AsTask(); });

        Assert.Contains("handshake", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadOnlyNetworkStream_IsRefusedByTheCall()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        using NetworkStream stream = new(pair.Sender, FileAccess.Read);

        Assert.Throws<NotSupportedException>(() => { _ = stream.SendPacketsAsync([new byte[1]]).AsTask(); });
    }

    [Fact]
    public async Task ExtensionsOnAStream_SendElementsAndFiles()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("f", [1, 2, 3, 4]);
        using MemoryStream stream = new();

        Assert.Equal(2, await stream.SendPacketsAsync([new SendPacketsElement([9, 8]), null]));
        Assert.Equal(3, await stream.SendFileAsync(file, 1));
        using (Microsoft.Win32.SafeHandles.SafeFileHandle handle = File.OpenHandle(file))
            Assert.Equal(1, await stream.SendFileAsync(handle, 3));

        Assert.Equal([9, 8, 2, 3, 4, 4], stream.ToArray());
    }

    /// <summary>Two streams of one transmitter are no faster than its rate together.</summary>
    [Fact]
    public async Task RateOfTheTransmitter_IsSharedByItsStreams()
    {
        await using Transmitter transmitter = new(new TransmitterOptions { MaxBytesPerSecond = 500_000 });
        using MemoryStream one = new(), other = new();
        long start = Environment.TickCount64;

        Task<long>[] sends = [.. ((Stream[])[one, other]).Select(stream => transmitter.SendPacketsAsync(stream, [new byte[75_000]]).AsTask())];

        Assert.All(await Task.WhenAll(sends).Within(), sent => Assert.Equal(75_000, sent));
        Assert.InRange(Environment.TickCount64 - start, 200, Bounded.Limit.TotalMilliseconds);
    }
}
