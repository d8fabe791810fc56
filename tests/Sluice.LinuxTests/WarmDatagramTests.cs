using System.Net.Sockets;

namespace Sluice.LinuxTests;

/// <summary>Once warm, sending datagrams allocates nothing.</summary>
public sealed class WarmDatagramTests : IAsyncDisposable
{
    private readonly Transmitter _linux = new(new TransmitterOptions { Backend = TransmitterBackend.Linux });
    private readonly TemporaryFolder _folder = new();

    public async ValueTask DisposeAsync()
    {
        await _linux.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(MessageFamily.Udp4)]
    [InlineData(MessageFamily.UnixRecord)]
    public void WarmSends_AllocateNothing(MessageFamily family)
    {
        using ConnectedDatagrams pair = ConnectedDatagrams.Create(family);
        string path = _folder.Write("file", 16 * 1024);
        byte[] header = new byte[200], buffer = new byte[128 * 1024];
        PacketElement[] equal = [.. Enumerable.Range(0, 20).Select(_ => (PacketElement)new byte[1200])];
        PacketElement[] unequal = [.. Enumerable.Range(1, 20).Select(size => (PacketElement)new byte[size])];
        SendPacketsOptions cut = new() { SendSize = 1200 };
        SendPacketsOptions joined = new() { SendSize = -1 };
        SocketAsyncEventArgs args = new() { SendPacketsElements = [new(header), new(new byte[300]), new(path)] };
        long allocated = long.MaxValue;

        // A thread that changes processor in mid-round may find that one's place empty: one clean round shows what a warm send costs.
        for (int round = 0; round < 8 && allocated > 0; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 200; i++)
            {
                InlineSend(equal, null, 20);
                InlineSend(unequal, null, 20);
                InlineSend([header, PacketElement.FromFile(path)], cut, 14);
                InlineSend([header, PacketElement.FromFile(path)], joined, 1);
                Assert.False(_linux.SendPacketsAsync(pair.Sender, args));
                Receive(3);
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);

        void InlineSend(ReadOnlySpan<PacketElement> elements, SendPacketsOptions? options, int datagrams)
        {
            ValueTask<long> send = _linux.SendPacketsAsync(pair.Sender, elements, options);
            if (!send.IsCompletedSuccessfully)
                throw new InvalidOperationException("a send that did not complete inline");
            _ = send.Result;
            Receive(datagrams);
        }

        void Receive(int datagrams)
        {
            for (int i = 0; i < datagrams; i++)
                pair.Receiver.Receive(buffer);
        }
    }
}
