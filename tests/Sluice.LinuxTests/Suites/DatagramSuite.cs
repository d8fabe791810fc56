using System.Net;
using System.Net.Sockets;

namespace Sluice.LinuxTests.Suites;

/// <summary>SEMANTICS "Send size" and "Errors" for datagram and record sockets.</summary>
public abstract class DatagramSuite(SendFlavour flavour) : SendSuite(flavour)
{
    public static TheoryData<MessageFamily> Families => [.. Enum.GetValues<MessageFamily>()];

    public static MatrixTheoryData<MessageFamily, int> FamiliesAndSizes =>
        new MatrixTheoryData<MessageFamily, int>(Enum.GetValues<MessageFamily>(), [0, -1, 11, 100, 1000, 1200, 60_000]);

    /// <summary>BUGCLASSES 26 and 28, on the real kernel: runs of equal datagrams, and unequal ones between.</summary>
    [Theory]
    [MemberData(nameof(FamiliesAndSizes))]
    public async Task MemoryAndFiles_FallIntoDatagramsByTheTable(MessageFamily family, int sendSize)
    {
        using ConnectedDatagrams pair = ConnectedDatagrams.Create(family);
        byte[] content = RandomBytes(3000);
        string file = Folder.Write("file", content);
        SendPacketsElement[] elements =
        [
            new(RandomBytes(1200, 1)), new(RandomBytes(1200, 2)), new(RandomBytes(1200, 3)), new(file), null!, new(RandomBytes(5, 4)), new(file, 100, 2000),
            new([]), new(RandomBytes(2000, 5)),
        ];
        byte[][] bytes =
        [
            RandomBytes(1200, 1), RandomBytes(1200, 2), RandomBytes(1200, 3), content, [], RandomBytes(5, 4), content[100..2100], [], RandomBytes(2000, 5),
        ];
        await SendsExactly(pair, Expect(bytes, bytes.Select(_ => false), sendSize), elements, sendSize);
    }

    [Theory]
    [MemberData(nameof(FamiliesAndSizes))]
    public async Task EndOfPacket_EndsDatagrams(MessageFamily family, int sendSize)
    {
        using ConnectedDatagrams pair = ConnectedDatagrams.Create(family);
        byte[] content = RandomBytes(3000);
        string file = Folder.Write("file", content);
        SendPacketsElement[] elements =
        [
            new(RandomBytes(100, 1)), new(file, 0, 0, endOfPacket: true), new(RandomBytes(1200, 2)), new(RandomBytes(800, 3)), new([], 0, 0, endOfPacket: true),
            new(file, 5, 10), new(RandomBytes(30, 4)),
        ];
        byte[][] bytes = [RandomBytes(100, 1), content, RandomBytes(1200, 2), RandomBytes(800, 3), [], content[5..15], RandomBytes(30, 4)];
        await SendsExactly(pair, Expect(bytes, [false, true, false, false, true, false, false], sendSize), elements, sendSize);
    }

    /// <summary>1 MB with send size 1,200: 833 datagrams and one of 400.</summary>
    [Theory]
    [MemberData(nameof(Families))]
    public async Task Megabyte_ArrivesAs834Datagrams_InOrder(MessageFamily family)
    {
        using ConnectedDatagrams pair = ConnectedDatagrams.Create(family);
        byte[] content = RandomBytes(1_000_000);
        string file = Folder.Write("file", content);
        await SendsExactly(pair, [.. content.Chunk(1200)], [new(file)], 1200);
        await SendsExactly(pair, [.. content.Chunk(1200)], [new(content)], 1200);
    }

    /// <summary>More files than a send holds open at a time.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    public async Task ManyFiles_ArriveWhole_WithFewOpen(int sendSize)
    {
        using ConnectedDatagrams pair = ConnectedDatagrams.Create(MessageFamily.UnixRecord);
        byte[][] contents = [.. Enumerable.Range(0, 600).Select(i => RandomBytes(300 + (i % 5), i))];
        SendPacketsElement[] elements = [.. contents.Select((content, i) => new SendPacketsElement(Folder.Write($"{i:000}", content)))];
        using CancellationTokenSource done = new();
        Task<int> most = Task.Run(() =>
        {
            int most = 0;
            while (!done.IsCancellationRequested)
                most = Math.Max(most, Descriptors.CountBelow(Folder.Path));
            return most;
        });
        await SendsExactly(pair, Expect(contents, contents.Select(_ => false), sendSize), elements, sendSize);
        await done.CancelAsync();
        Assert.InRange(await most.Within(), 0, 128 + 1);
        Assert.Equal(0, Descriptors.CountBelow(Folder.Path));
    }

    [Fact]
    public async Task Wildcard_IsOneElement_AndSoOneDatagram()
    {
        using ConnectedDatagrams pair = ConnectedDatagrams.Create();
        byte[] first = RandomBytes(100, 1);
        byte[] second = RandomBytes(200, 2);
        Folder.Write("a.log", first);
        Folder.Write("b.log", second);
        await SendsExactly(pair, [[.. first, .. second], [7]], [new(Folder.In("*.log")), new([7])], 0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public async Task ProcFile_IsReadToItsEnd(int sendSize)
    {
        using ConnectedDatagrams pair = ConnectedDatagrams.Create();
        byte[] content = await File.ReadAllBytesAsync("/proc/version");
        await SendsExactly(
            pair, Expect([[1, 2], content, [3]], [false, false, false], sendSize), [new([1, 2]), new("/proc/version"), new([3])], sendSize);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public async Task OnlyEmptyElements_SendNothing(MessageFamily family)
    {
        using ConnectedDatagrams pair = ConnectedDatagrams.Create(family);
        SendReport report = await Flavour.Begin(pair.Sender, [new([]), null, new(Folder.Write("empty", 0))]).Within();
        Assert.Equal((0L, SocketError.Success, false), (report.Bytes, report.Error, report.IsPending));
        Assert.True(pair.IsDrained);
    }

    /// <summary>BUGCLASSES 29: the same error whether the datagram goes alone, in a run or among others, from memory or a file.</summary>
    [Theory]
    [MemberData(nameof(Families))]
    public async Task TooLargeDatagram_IsMessageSize_AfterThoseBefore_AndNothingGoesAfterIt(MessageFamily family)
    {
        using ConnectedDatagrams pair = ConnectedDatagrams.Create(family);
        int tooLarge = family is MessageFamily.Udp4 or MessageFamily.Udp6 ? 65_528 : pair.Sender.SendBufferSize + 1;
        string file = Folder.Write("file", tooLarge);
        SendPacketsElement[] culprits = [new(new byte[tooLarge]), new(file), new(new byte[3_000_000])];
        foreach (SendPacketsElement culprit in culprits)
        {
            foreach (int before in (int[])[0, 1, 3])
            {
                SendPacketsElement[] elements = [.. Enumerable.Repeat(new SendPacketsElement(new byte[1000]), before), culprit, new([9]), culprit];
                SendReport report = await Flavour.Begin(pair.Sender, elements).Within();
                Assert.Equal((SocketError.MessageSize, 1000L * before), (report.Error, report.Bytes));
                Assert.Equal(before, Assert.IsType<SendPacketsException>(report.Failure).ElementIndex);
                Assert.All(await pair.ReceiveAsync(before).Within(), datagram => Assert.Equal(1000, datagram.Length));
                Assert.True(pair.IsDrained);
            }
        }

        // The socket stays usable, although the framework takes it for disconnected where its own call failed.
        await SendsExactly(pair, [[1, 2]], [new([1, 2])], 0);
    }

    /// <summary>The largest of each transport goes through.</summary>
    [Theory]
    [InlineData(MessageFamily.Udp4, 65_507)]
    [InlineData(MessageFamily.Udp6, 65_527)]
    [InlineData(MessageFamily.UnixDatagram, 150_000)]
    [InlineData(MessageFamily.UnixRecord, 150_000)]
    public async Task LargestDatagram_GoesOut_FromMemoryAndFromFiles(MessageFamily family, int size)
    {
        using ConnectedDatagrams pair = ConnectedDatagrams.Create(family);
        byte[] content = RandomBytes(size);
        string file = Folder.Write("file", content);
        await SendsExactly(pair, [content, content], [new(content), new(file)], 0);
        await SendsExactly(pair, [content], [new(content[..1000]), new(file, 1000, 0)], -1);
        if (family is MessageFamily.Udp4)
            Assert.Equal(SocketError.MessageSize, (await Flavour.Begin(pair.Sender, [new(new byte[size + 1])]).Within()).Error);
    }

    [Theory]
    [InlineData(MessageFamily.Udp4)]
    [InlineData(MessageFamily.Udp6)]
    public async Task RefusalOfAnEarlierDatagram_EndsTheNextSend_AndTheSocketStaysUsable(MessageFamily family)
    {
        using ConnectedDatagrams pair = ConnectedDatagrams.Create(family);
        EndPoint address = pair.Receiver.LocalEndPoint!;
        pair.Receiver.Dispose();

        SendReport first = await Flavour.Begin(pair.Sender, [new(new byte[10])]).Within();
        Assert.Equal((SocketError.Success, 10L), (first.Error, first.Bytes));
        SendReport second = await Flavour.Begin(pair.Sender, [new(new byte[20])]).Within();
        Assert.Equal((SocketError.ConnectionRefused, 0L), (second.Error, second.Bytes));

        using Socket again = new(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        again.Bind(address);
        SendReport third = await Flavour.Begin(pair.Sender, [new(new byte[30])]).Within();
        Assert.Equal((SocketError.Success, 30L), (third.Error, third.Bytes));
        Assert.Equal(30, await again.ReceiveAsync(new byte[100]).Within());
    }

    /// <summary>Unequal datagrams to nobody: a batch meets the refusal as well, after the first few.</summary>
    [Fact]
    public async Task RefusalWithinASend_EndsIt()
    {
        using ConnectedDatagrams pair = ConnectedDatagrams.Create();
        pair.Receiver.Dispose();
        SendReport report = await Flavour.Begin(pair.Sender, [.. Enumerable.Range(1, 30).Select(size => new SendPacketsElement(new byte[size]))]).Within();
        Assert.Equal(SocketError.ConnectionRefused, report.Error);
        Assert.InRange(report.Bytes, 1, 10);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task DisconnectAndReuse_OnDatagrams_AreRefused_WithNothingSent(int flags)
    {
        foreach (MessageFamily family in (MessageFamily[])[MessageFamily.Udp4, MessageFamily.UnixDatagram])
        {
            using ConnectedDatagrams pair = ConnectedDatagrams.Create(family);
            Assert.Throws<NotSupportedException>(() => { _ = Flavour.Begin(pair.Sender, [new([1])], (TransmitFileOptions)flags); });
            Assert.True(pair.IsDrained);
            await SendsExactly(pair, [[1, 2]], [new([1, 2])], 0);
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public async Task ConnectedByConnectBeginConnectOrConnectAsync_Sends(MessageFamily family)
    {
        Func<Socket, EndPoint, Task>[] ways =
        [
            (socket, address) =>
            {
                socket.Connect(address);
                return Task.CompletedTask;
            },
            (socket, address) => Task.Factory.FromAsync(socket.BeginConnect(address, null, null), socket.EndConnect),
            (socket, address) => socket.ConnectAsync(address),
        ];
        foreach (Func<Socket, EndPoint, Task> way in ways)
        {
            using ConnectedDatagrams pair = ConnectedDatagrams.Create(family, connect: way);
            await SendsExactly(pair, [[1, 2], [3]], [new([1, 2]), new([3])], 0);
        }
    }

    [Theory]
    [InlineData(MessageFamily.Udp4)]
    [InlineData(MessageFamily.UnixDatagram)]
    [InlineData(MessageFamily.UnixRecord)]
    public void UnconnectedSocket_ThrowsFromTheCall_AndCanStillBeConnected(MessageFamily family)
    {
        using ConnectedDatagrams pair = ConnectedDatagrams.Create(family, connect: (socket, address) =>
        {
            Assert.Throws<NotSupportedException>(() => { _ = Flavour.Begin(socket, [new(new byte[1])]); });
            if (address is IPEndPoint ip)
                socket.Connect("localhost", ip.Port);
            else
                socket.Connect(address);
            return Task.CompletedTask;
        });
        Assert.True(pair.Sender.Connected);
    }

    /// <summary>A full socket waits, and drops nothing: a Unix socket takes no more than its peer has room for.</summary>
    [Theory]
    [InlineData(MessageFamily.UnixDatagram)]
    [InlineData(MessageFamily.UnixRecord)]
    public async Task FullSocket_Waits_AndLosesNothing(MessageFamily family)
    {
        using ConnectedDatagrams pair = ConnectedDatagrams.Create(family, sendBuffer: 16 * 1024);
        byte[] content = RandomBytes(2_000_000);
        Task<SendReport> send = Flavour.Begin(pair.Sender, [new(content)], sendSize: 1500);
        Assert.False(send.IsCompleted);
        Task<SendReport> behind = Flavour.Begin(pair.Sender, [new(content), new([1])], sendSize: 3000);

        AssertDatagrams([.. content.Chunk(1500)], await pair.ReceiveAsync(1334).Within("the datagrams"));
        SendReport report = await send.Within("the send");
        Assert.Equal((SocketError.Success, 2_000_000L, true), (report.Error, report.Bytes, report.IsPending));
        byte[] both = [.. content, 1];
        AssertDatagrams([.. both.Chunk(3000)], await pair.ReceiveAsync(667).Within("the datagrams behind"));
        Assert.Equal(2_000_001, (await behind.Within("the send behind")).Bytes);
    }

    [Theory]
    [InlineData(MessageFamily.UnixDatagram)]
    [InlineData(MessageFamily.UnixRecord)]
    public async Task SocketDisposedInMidSend_ReturnsPromptly_AndTheSendEndsAsAborted(MessageFamily family)
    {
        using ConnectedDatagrams pair = ConnectedDatagrams.Create(family);
        Task<SendReport> send = Flavour.Begin(pair.Sender, [new(new byte[5_000_000])], sendSize: 1000);
        await pair.ReceiveAsync(10).Within();
        Assert.False(send.IsCompleted);

        await Task.Run(pair.Sender.Dispose).Within("Dispose of the socket");

        SendReport report = await send.Within("the aborted send");
        Assert.Equal(SocketError.OperationAborted, report.Error);
        Assert.Equal(0, report.Bytes % 1000);
    }

    [Fact]
    public async Task PeerOfRecordsThatClosed_IsTheSocketsOwnError()
    {
        using ConnectedDatagrams pair = ConnectedDatagrams.Create(MessageFamily.UnixRecord);
        pair.Receiver.Dispose();
        SendReport report = await Flavour.Begin(pair.Sender, [new(new byte[100])]).Within();
        Assert.Contains(report.Error, new[] { SocketError.Shutdown, SocketError.ConnectionReset });
        Assert.Equal(0, report.Bytes);
    }

    [Fact]
    public async Task MissingFile_FailsWithNothingSent()
    {
        using ConnectedDatagrams pair = ConnectedDatagrams.Create();
        Assert.IsType<FileNotFoundException>(await Flavour.FileErrorOf(pair.Sender, new(new byte[10]), new(Folder.In("missing"))));
        Assert.True(pair.IsDrained);
    }

    [Fact]
    public async Task RangeOutsideTheFile_IsInvalidArgument_WithNothingSent()
    {
        using ConnectedDatagrams pair = ConnectedDatagrams.Create();
        SendReport report = await Flavour.Begin(pair.Sender, [new([1]), new(Folder.Write("file", 100), 50, 51)]).Within();
        Assert.Equal((SocketError.InvalidArgument, 0L), (report.Error, report.Bytes));
        Assert.True(pair.IsDrained);
    }

    private static List<byte[]> Expect(byte[][] elements, IEnumerable<bool> ends, int sendSize)
    {
        bool[] endOfPacket = [.. ends];
        bool byElement = sendSize == 0 && !endOfPacket.Contains(true);
        List<byte[]> runs = [];
        byte[] run = [];
        for (int i = 0; i < elements.Length; i++)
        {
            run = [.. run, .. elements[i]];
            if (!byElement && !endOfPacket[i] && i + 1 < elements.Length)
                continue;
            runs.Add(run);
            run = [];
        }

        return [.. runs.Where(bytes => bytes.Length > 0).SelectMany(bytes => sendSize > 0 ? bytes.Chunk(sendSize) : [bytes])];
    }

    private static void AssertDatagrams(IReadOnlyList<byte[]> expected, IReadOnlyList<byte[]> actual)
    {
        Assert.Equal(expected.Select(datagram => datagram.Length), actual.Select(datagram => datagram.Length));
        for (int i = 0; i < expected.Count; i++)
            AssertEqualBytes(expected[i], actual[i]);
    }

    private async Task SendsExactly(ConnectedDatagrams pair, IReadOnlyList<byte[]> expected, SendPacketsElement[] elements, int sendSize)
    {
        Task<byte[][]> received = Task.Run(() => pair.ReceiveAsync(expected.Count));
        SendReport report = await Flavour.Begin(pair.Sender, elements, default, sendSize).Within("the send");
        Assert.Equal(SocketError.Success, report.Error);
        Assert.Equal(expected.Sum(datagram => datagram.Length), report.Bytes);
        AssertDatagrams(expected, await received.Within("the datagrams"));
        Assert.True(pair.IsDrained);
    }
}
