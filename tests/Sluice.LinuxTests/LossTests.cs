using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Sluice.LinuxTests;

/// <summary>
/// Datagrams over a network that may lose, repeat and reorder them, as the loopback device of the second kernel is made to (tests/second-kernel): what arrives is one of those that
/// were sent, whole.
/// </summary>
public sealed class LossTests
{
    private const int Size = 1200;
    private const int Count = 2000;

    public static MatrixTheoryData<TransmitterBackend, MessageFamily> BackendsAndFamilies =>
        new([TransmitterBackend.Linux, TransmitterBackend.Portable], [MessageFamily.Udp4, MessageFamily.Udp6]);

    [Theory]
    [MemberData(nameof(BackendsAndFamilies))]
    public async Task DatagramsThatArrive_AreWholeAndOnesThatWereSent(TransmitterBackend backend, MessageFamily family)
    {
        await using Transmitter transmitter = new(new TransmitterOptions { Backend = backend });
        using ConnectedDatagrams pair = ConnectedDatagrams.Create(family);
        byte[] content = new byte[Size * Count];
        new Random(3).NextBytes(content);
        for (int i = 0; i < Count; i++)
            MemoryMarshal.Write(content.AsSpan(i * Size), i);
        HashSet<int> seen = [];
        using CancellationTokenSource end = new();
        Task receiving = Task.Run(() => ReceiveAsync(pair.Receiver, content, seen, end.Token));

        Assert.Equal(content.Length, await transmitter.SendPacketsAsync(pair.Sender, [content], new SendPacketsOptions { SendSize = Size, MaxBytesPerSecond = 10_000_000 }).AsTask().Within());

        // The last ones may be among those that are lost; nine of ten are not.
        await Bounded.Until(() => CountOf(seen) > Count * 9 / 10 || receiving.IsCompleted, "most of the datagrams");
        await end.CancelAsync();
        await receiving.Within();
    }

    private static int CountOf(HashSet<int> seen)
    {
        lock (seen)
            return seen.Count;
    }

    private static async Task ReceiveAsync(Socket receiver, byte[] content, HashSet<int> seen, CancellationToken end)
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                int length = await receiver.ReceiveAsync(buffer, end);
                int number = MemoryMarshal.Read<int>(buffer);
                Assert.InRange(number, 0, Count - 1);
                Assert.Equal(Size, length);
                Assert.True(content.AsSpan(number * Size, Size).SequenceEqual(buffer.AsSpan(0, length)), $"datagram {number} is not as it was sent");
                lock (seen)
                    seen.Add(number);
            }
        }
        catch (OperationCanceledException)
        {
            // Enough has arrived.
        }
    }
}
