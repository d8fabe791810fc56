using System.Net;
using System.Net.Sockets;
using Sluice.Soak.Content;
using Sluice.TestSupport.Processes;

namespace Sluice.LinuxTests;

/// <summary>A process that is killed in the midst of its sends: what its receivers have is a prefix of what it was sending, to the byte.</summary>
public sealed class KilledProcessTests : IDisposable
{
    private const int Connections = 6;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(TransmitterBackend.Linux)]
    [InlineData(TransmitterBackend.Portable)]
    public async Task SenderKilledInMidSend_LeavesExactPrefixes(TransmitterBackend backend)
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using ChildProcess sender = ChildProcess.Start(ChildProcess.Managed(
            "Sluice.Soak", "victim", $"{((IPEndPoint)listener.LocalEndPoint!).Port}", _folder.Path, $"{backend}", "--connections", $"{Connections}"));
        Socket[] receivers = new Socket[Connections];
        for (int i = 0; i < Connections; i++)
            receivers[i] = await listener.AcceptAsync(TestContext.Current.CancellationToken).AsTask().Within("a connection");

        // Each is at another place: in its first buffer, at its file, some sends on.
        long[] counts = new long[Connections];
        ulong[] numbers = new ulong[Connections];
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async i =>
        {
            byte[] number = new byte[sizeof(int)];
            await receivers[i].ReceiveAsync(number);
            numbers[i] = BitConverter.ToUInt32(number);
            counts[i] = await CheckAsync(receivers[i], numbers[i], 0, most: 50 + (i * 3_000_000L));
        })).Within("the first bytes of all");

        await sender.SignalAsync("KILL");
        await sender.ExitAsync();

        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async i => counts[i] += await CheckAsync(receivers[i], numbers[i], counts[i], long.MaxValue))).Within("what is left");
        Assert.All(counts.Select(static (count, i) => (Count: count, Number: i)), one => Assert.True(one.Count >= 50 + (one.Number * 3_000_000L)));
        Array.ForEach(receivers, static receiver => receiver.Dispose());
    }

    /// <summary>Receives so many bytes, or up to the end, and finds each of them right.</summary>
    private static async Task<long> CheckAsync(Socket receiver, ulong number, long position, long most)
    {
        byte[] buffer = new byte[64 * 1024];
        long count = 0;
        while (count < most)
        {
            int received = await receiver.ReceiveAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, most - count)));
            if (received == 0)
                break;
            Assert.Equal(received, DerivedBytes.CountRight(number, position + count, buffer.AsSpan(0, received)));
            count += received;
        }

        return count;
    }
}
