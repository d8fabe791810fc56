using System.Net;
using System.Net.Sockets;

namespace Sluice.LinuxTests.Suites;

/// <summary>SEMANTICS "Flags" and "Send size", on real stream sockets.</summary>
public abstract class FlagSuite(SendFlavour flavour) : SendSuite(flavour)
{
    private const TransmitFileOptions WriteBehind = (TransmitFileOptions)4;
    private const TransmitFileOptions SystemThread = (TransmitFileOptions)16;
    private const TransmitFileOptions KernelApc = (TransmitFileOptions)32;

    // Where struct tcp_info counts the segments with data that were sent (linux/tcp.h, since 4.6).
    private const int TcpInfo = 11;
    private const int DataSegmentsOut = 156;

    [Theory]
    [InlineData(0, null)]
    [InlineData((int)SystemThread, "Sluice system")]
    public async Task Completion_RunsWhereTheFlagSays(int flag, string? thread)
    {
        using ConnectedPair pair = Slow();
        Task<string?> completedOn = Flavour.ThreadOfCompletion(pair.Sender, [new(new byte[1_000_000])], (TransmitFileOptions)flag);
        Task<long> reading = pair.DiscardAsync();

        string? name = await completedOn.Within();

        if (thread is null)
            Assert.DoesNotContain("Sluice", name ?? "", StringComparison.Ordinal);
        else
            Assert.StartsWith(thread, name, StringComparison.Ordinal);
        pair.Sender.Shutdown(SocketShutdown.Send);
        await reading.Within();
    }

    /// <summary>
    /// A completion on the reactor disposes of a socket that a send of the same reactor is parked on: Dispose waits for the reactor to let go of it
    /// (BUGCLASSES 31).
    /// </summary>
    [Fact]
    public async Task KernelApc_CompletionThatDisposesOfAnotherSocket_DoesNotHang()
    {
        using ConnectedPair first = Slow(), second = Slow();
        Task<SendReport> parked = Flavour.Begin(second.Sender, [new(new byte[2_000_000])], KernelApc);
        Task<string?> disposing = Flavour.ThreadOfCompletion(first.Sender, [new(new byte[1_000_000])], KernelApc, second.Sender.Dispose);
        Task<long> reading = first.DiscardAsync();

        await disposing.Within("the completion that disposes");

        Assert.Equal(SocketError.OperationAborted, (await parked.Within()).Error);
        first.Sender.Shutdown(SocketShutdown.Send);
        await reading.Within();
    }

    /// <summary>The receiver has every byte and a clean end, each of ten times; the Socket object stays the same.</summary>
    [Fact]
    public async Task DisconnectWithReuse_TheSameSocketConnectsAndSendsTenTimes()
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        string file = Folder.Write("file", 300_000);
        byte[] expected = [.. RandomBytes(100), .. await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)];
        using Socket sender = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        for (int round = 0; round < 10; round++)
        {
            Task<Socket> accepting = listener.AcceptAsync(TestContext.Current.CancellationToken).AsTask();
            await sender.ConnectAsync(listener.LocalEndPoint!, TestContext.Current.CancellationToken);
            using Socket receiver = await accepting.Within();
            Task<byte[]> reading = ToEnd(receiver);

            SendReport report = await Flavour.Begin(
                sender, [new(RandomBytes(100)), new(file)], TransmitFileOptions.Disconnect | TransmitFileOptions.ReuseSocket).Within($"send {round}");

            Assert.Equal((SocketError.Success, expected.Length), (report.Error, report.Bytes));
            Assert.False(sender.Connected);
            AssertEqualBytes(expected, await reading.Within());
        }
    }

    /// <summary>A reader so slow that almost all is still on its way when the last byte is taken: a disconnect by reset would lose it.</summary>
    [Theory]
    [InlineData(SocketFamily.Tcp4)]
    [InlineData(SocketFamily.Tcp6)]
    [InlineData(SocketFamily.Unix)]
    public async Task Disconnect_LosesNothingThatASlowReaderHasNotRead(SocketFamily family)
    {
        using ConnectedPair pair = ConnectedPair.Create(family, sendBuffer: 4 << 20, receiveBuffer: 8 * 1024);
        byte[] block = RandomBytes(500_000);

        Task<SendReport> send = Flavour.Begin(pair.Sender, [new(block)], TransmitFileOptions.Disconnect);
        byte[] received = await pair.ReceiveToEndAsync().Within();
        pair.Receiver.Dispose();

        Assert.Equal((SocketError.Success, block.Length), ((await send.Within()).Error, (await send).Bytes));
        AssertEqualBytes(block, received);
        Assert.False(pair.Sender.Connected);
    }

    [Fact]
    public void ReuseOfAUnixSocket_IsNotSupported()
    {
        using ConnectedPair pair = ConnectedPair.Create(SocketFamily.Unix);

        Assert.Throws<NotSupportedException>(() =>
        {
            _ = Flavour.Begin(pair.Sender, [new(new byte[5])], TransmitFileOptions.Disconnect | TransmitFileOptions.ReuseSocket);
        });
        Assert.Equal(0, pair.Receiver.Available);
    }

    [Fact]
    public async Task WriteBehind_CompletesAtOnce_AndEverythingArrives()
    {
        using ConnectedPair pair = Slow();
        string file = Folder.Write("file", 3_000_000);
        byte[] memory = RandomBytes(2_000_000), expected = [.. memory, .. await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)];

        Task<SendReport> send = Flavour.Begin(pair.Sender, [new(memory), new(file)], WriteBehind);
        SendReport report = await send.Within("the completion, with nobody reading");
        memory.AsSpan().Clear();

        Assert.Equal((SocketError.Success, 5_000_000), (report.Error, report.Bytes));
        AssertEqualBytes(expected, await pair.ReceiveAsync(expected.Length).Within());
    }

    /// <summary>The late failure of a send that was told as sent: the stream ends, and the next send says why.</summary>
    [Fact]
    public async Task WriteBehind_LateFailure_EndsTheStreamAndFailsTheNextSend()
    {
        using ConnectedPair pair = Slow();
        string file = Folder.Write("file", 3_000_000);
        using FileStream shrinking = new(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        Assert.Equal(3_000_000, (await Flavour.Begin(pair.Sender, [new(file)], WriteBehind).Within()).Bytes);
        shrinking.SetLength(1_000_000);

        byte[] received = await pair.ReceiveToEndAsync().Within();
        Assert.InRange(received.Length, 1, 3_000_000 - 1);

        // Where the framework had to shut the socket down, it takes it for disconnected as soon as it has: the call then says that.
        SendReport? next = null;
        Exception? thrown = await Record.ExceptionAsync(async () => next = await Flavour.Begin(pair.Sender, [new(new byte[10])]).Within());
        if (Flavour.Backend == TransmitterBackend.Portable && thrown is not null)
            Assert.IsType<NotSupportedException>(thrown);
        else
            Assert.Equal((SocketError.ConnectionAborted, 0), (next!.Error, next.Bytes));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(-1)]
    public async Task SendSizes_ArriveWhole(int sendSize)
    {
        using ConnectedPair pair = ConnectedPair.Create();
        string file = Folder.Write("file", 20_000);
        byte[] expected = [.. RandomBytes(300), .. await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken), .. RandomBytes(10)];

        Task<byte[]> received = pair.ReceiveAsync(expected.Length);
        SendReport report = await Flavour.Begin(pair.Sender, [new(RandomBytes(300)), new(file), new(RandomBytes(10))], default, sendSize).Within();

        Assert.Equal(expected.Length, report.Bytes);
        AssertEqualBytes(expected, await received.Within());
    }

    /// <summary>What the kernel put on the wire: one segment for what belongs together, one each where EndOfPacket pushes.</summary>
    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 4)]
    public async Task EndOfPacket_IsASegmentOfItsOwn(bool ends, int segments)
    {
        using ConnectedPair pair = ConnectedPair.Create();
        pair.Sender.NoDelay = true;
        string file = Folder.Write("file", 40);
        byte[] piece = RandomBytes(10);
        SendPacketsElement[] elements = [new(piece, 0, 10, ends), new(piece, 0, 10, ends), new(file, 0, 0, ends), new(piece, 0, 10, ends)];

        int before = SegmentsSent(pair.Sender);
        await SendsExactly(pair, [.. piece, .. piece, .. await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken), .. piece], elements);

        Assert.Equal(segments, SegmentsSent(pair.Sender) - before);
    }

    private static ConnectedPair Slow() => ConnectedPair.Create(SocketFamily.Tcp4, sendBuffer: 16 * 1024, receiveBuffer: 16 * 1024);

    private static int SegmentsSent(Socket socket)
    {
        byte[] info = new byte[256];
        socket.GetRawSocketOption((int)SocketOptionLevel.Tcp, TcpInfo, info);
        return BitConverter.ToInt32(info, DataSegmentsOut);
    }

    private static async Task<byte[]> ToEnd(Socket receiver)
    {
        using MemoryStream all = new();
        await using NetworkStream stream = new(receiver, ownsSocket: true);
        await stream.CopyToAsync(all);
        return all.ToArray();
    }
}
