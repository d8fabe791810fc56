using System.Net.Sockets;

namespace Sluice.LinuxTests.Suites;

/// <summary>Real peers that reset, half-close, pause, close early or read byte by byte, and buffers as small as they get.</summary>
public abstract class PeerFaultSuite(SendFlavour flavour) : SendSuite(flavour)
{
    private const int Tiny = 4096;
    private static readonly SocketError[] Gone = [SocketError.ConnectionReset, SocketError.Shutdown];

    public static MatrixTheoryData<SocketFamily, int> FamiliesAndPlacesToClose => new(
        [SocketFamily.Tcp4, SocketFamily.Unix], [1, 99, 100, 101, 10_099, 10_101, 300_000, 2_010_100, 2_500_000]);

    /// <summary>The head of the queue has its count, those behind it have sent nothing, and no file stays open.</summary>
    [Theory]
    [InlineData(SocketFamily.Tcp4)]
    [InlineData(SocketFamily.Tcp6)]
    [InlineData(SocketFamily.Unix)]
    public async Task PeerThatResets_FailsTheSendAndAllBehindIt(SocketFamily family)
    {
        using ConnectedPair pair = ConnectedPair.Create(family, sendBuffer: 16 * 1024, receiveBuffer: 16 * 1024);
        SendPacketsElement[] elements = Mixed(out byte[] expected);
        Task<SendReport>[] sends = [.. Enumerable.Range(0, 4).Select(_ => Flavour.Begin(pair.Sender, elements))];
        AssertEqualBytes(expected.AsMemory(0, 300_000), await pair.ReceiveAsync(300_000).Within());

        pair.Receiver.LingerState = new LingerOption(true, 0);
        pair.Receiver.Dispose();

        SendReport[] reports = await Task.WhenAll(sends).Within("the sends");
        Assert.All(reports, report => Assert.Contains(report.Error, Gone));
        Assert.InRange(reports[0].Bytes, LeastCountAfter(300_000), expected.Length - 1);
        Assert.All(reports[1..], report => Assert.Equal(0, report.Bytes));
        Assert.Equal(0, Descriptors.CountBelow(Folder.Path));
    }

    /// <summary>The framework knows the socket as not connected from then on, as docs/faq.md says; the receive has the reason.</summary>
    [Fact]
    public async Task ResetThatAReceiveHasMet_MakesTheNextSendThrow_AsNotConnected()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        Task<int> receive = pair.Sender.ReceiveAsync(new byte[1]);

        pair.Receiver.LingerState = new LingerOption(true, 0);
        pair.Receiver.Dispose();

        SocketException reset = await Assert.ThrowsAsync<SocketException>(() => receive.Within("the reset"));
        Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
        Assert.Throws<NotSupportedException>(() => { _ = Flavour.Begin(pair.Sender, [new([1])]); });
    }

    /// <summary>The end of what the peer has to say is not the end of what it wants to hear, be it told before the send or while it waits.</summary>
    [Theory]
    [InlineData(SocketFamily.Tcp4)]
    [InlineData(SocketFamily.Tcp6)]
    [InlineData(SocketFamily.Unix)]
    public async Task PeerThatClosesItsOwnSide_GetsEverything(SocketFamily family)
    {
        foreach (bool isBefore in new[] { true, false })
        {
            using ConnectedPair pair = ConnectedPair.Create(family, sendBuffer: 16 * 1024, receiveBuffer: 16 * 1024);
            SendPacketsElement[] elements = Mixed(out byte[] expected);
            if (isBefore)
                pair.Receiver.Shutdown(SocketShutdown.Send);
            Task<SendReport> send = Flavour.Begin(pair.Sender, elements);
            byte[] first = await pair.ReceiveAsync(200_000).Within();
            Assert.False(send.IsCompleted);
            if (!isBefore)
                pair.Receiver.Shutdown(SocketShutdown.Send);
            byte[] rest = await pair.ReceiveAsync(expected.Length - first.Length).Within();
            Assert.Equal((SocketError.Success, expected.Length), ((await send.Within()).Error, (await send).Bytes));
            AssertEqualBytes(expected, (byte[])[.. first, .. rest]);
        }
    }

    /// <summary>
    /// A peer that will not hear any more: over Unix sockets the send fails with the count of what the peer can still read. No event tells of it; the kernel says so to the next
    /// call, which is made when the peer has made room.
    /// </summary>
    [Fact]
    public async Task PeerThatClosesTheOtherSide_FailsTheSendWithItsCount()
    {
        using ConnectedPair pair = ConnectedPair.Create(SocketFamily.Unix);
        SendPacketsElement[] elements = Mixed(out byte[] expected);
        Task<SendReport> send = Flavour.Begin(pair.Sender, elements);
        byte[] first = await pair.ReceiveAsync(300_000).Within();
        Assert.False(send.IsCompleted);

        pair.Receiver.Shutdown(SocketShutdown.Receive);

        byte[] all = [.. first, .. await pair.ReceiveToEndAsync().Within()];
        SendReport report = await send.Within();
        Assert.Contains(report.Error, Gone);
        AssertEqualBytes(expected.AsMemory(0, all.Length), all);
        Assert.InRange(report.Bytes, LeastCountAfter(all.Length), all.Length);
    }

    /// <summary>Whole sends elsewhere are done in each pause, so the one that waits had every chance to go wrong.</summary>
    [Theory]
    [InlineData(SocketFamily.Tcp4)]
    [InlineData(SocketFamily.Unix)]
    public async Task PeerThatPausesAgainAndAgain_GetsEverything(SocketFamily family)
    {
        using ConnectedPair pair = ConnectedPair.Create(family, sendBuffer: 16 * 1024, receiveBuffer: 16 * 1024), other = ConnectedPair.Create();
        SendPacketsElement[] elements = Mixed(out byte[] expected);
        Task<SendReport> send = Flavour.Begin(pair.Sender, elements);
        byte[] received = [];
        for (int pause = 0; pause < 12; pause++)
        {
            received = [.. received, .. await pair.ReceiveAsync(200_000).Within()];
            for (int i = 0; i < 5; i++)
                await SendsExactly(other, expected[..20_000], new SendPacketsElement(expected, 0, 20_000));
            Assert.False(send.IsCompleted);
        }

        received = [.. received, .. await pair.ReceiveAsync(expected.Length - received.Length).Within()];
        Assert.Equal(expected.Length, (await send.Within()).Bytes);
        AssertEqualBytes(expected, received);
    }

    /// <summary>Around the ends of elements, in the midst of a file, and where everything has almost been sent.</summary>
    [Theory]
    [MemberData(nameof(FamiliesAndPlacesToClose))]
    public async Task PeerThatClosesAfterSoManyBytes_HasAnExactPrefix(SocketFamily family, int count)
    {
        using ConnectedPair pair = ConnectedPair.Create(family, sendBuffer: 16 * 1024, receiveBuffer: 16 * 1024);
        SendPacketsElement[] elements = Mixed(out byte[] expected);
        Task<SendReport> send = Flavour.Begin(pair.Sender, elements);
        AssertEqualBytes(expected.AsMemory(0, count), await pair.ReceiveAsync(count, piece: 4000).Within());
        pair.Receiver.Dispose();

        SendReport report = await send.Within();
        Assert.Contains(report.Error, Gone);
        Assert.InRange(report.Bytes, LeastCountAfter(count), expected.Length - 1);
        Assert.Equal(0, Descriptors.CountBelow(Folder.Path));
    }

    /// <summary>The least that the kernel gives: every call is short, wherever it begins.</summary>
    [Theory]
    [InlineData(SocketFamily.Tcp4)]
    [InlineData(SocketFamily.Tcp6)]
    [InlineData(SocketFamily.Unix)]
    public async Task SendBufferOfFourKiB_SendsEverything(SocketFamily family)
    {
        using ConnectedPair pair = ConnectedPair.Create(family, sendBuffer: Tiny);
        SendPacketsElement[] elements = Mixed(out byte[] expected);
        for (int i = 0; i < 3; i++)
            await SendsExactlyByPieces(pair, expected, 3001, elements);
    }

    /// <summary>A window of as good as nothing, and a reader that takes one byte at a time: sends end short at places that no large reader would make them.</summary>
    [Theory]
    [InlineData(SocketFamily.Tcp4)]
    [InlineData(SocketFamily.Unix)]
    public async Task WindowOfAByte_SendsEverything(SocketFamily family)
    {
        using ConnectedPair pair = ConnectedPair.Create(family, sendBuffer: 1, receiveBuffer: 1);
        if (family == SocketFamily.Tcp4)
            pair.Sender.NoDelay = true;
        string file = Folder.Write("file", 30_000), small = Folder.Write("small", 77, seed: 2);
        byte[] memory = RandomBytes(5000);
        byte[] expected = [.. memory, .. File.ReadAllBytes(small), .. File.ReadAllBytes(file), .. memory[..99]];
        Task<SendReport> send = Flavour.Begin(pair.Sender, [new(memory), new(small), new(file), new(memory, 0, 99)]);
        byte[] slowly = await pair.ReceiveAsync(expected.Length - 3000, piece: 1).Within();
        byte[] rest = await pair.ReceiveAsync(3000).Within();
        Assert.Equal((SocketError.Success, expected.Length), ((await send.Within()).Error, (await send).Bytes));
        AssertEqualBytes(expected, (byte[])[.. slowly, .. rest]);
    }

    /// <summary>Datagrams through a buffer that holds two or three of them; none is lost where the transport does not lose any.</summary>
    [Theory]
    [InlineData(MessageFamily.Udp4)]
    [InlineData(MessageFamily.UnixDatagram)]
    [InlineData(MessageFamily.UnixRecord)]
    public async Task DatagramsThroughABufferOfFourKiB_AllArrive(MessageFamily family)
    {
        using ConnectedDatagrams pair = ConnectedDatagrams.Create(family, sendBuffer: Tiny);
        string file = Folder.Write("file", 150_000);
        byte[] memory = RandomBytes(100_000), content = [.. memory, .. File.ReadAllBytes(file)];
        byte[][] expected = [.. content.Chunk(1200)];
        Task<byte[][]> received = Task.Run(() => pair.ReceiveAsync(expected.Length));
        SendReport report = await Flavour.Begin(pair.Sender, [new(memory), new(file)], default, 1200).Within();
        Assert.Equal((SocketError.Success, content.Length), (report.Error, report.Bytes));
        Assert.All(expected.Zip(await received.Within("the datagrams")), static pair => Assert.Equal(pair.First, pair.Second));
    }

    /// <summary>The framework's calls count by whole pieces.</summary>
    private long LeastCountAfter(long received) => Flavour.Backend == TransmitterBackend.Portable ? Math.Max(0, received - (64 * 1024)) : received;

    private SendPacketsElement[] Mixed(out byte[] expected)
    {
        string small = Folder.Write("small", 10_000, seed: 3), large = Folder.Write("large", 2_000_000, seed: 4);
        byte[] header = RandomBytes(100), trailer = RandomBytes(1_000_000, seed: 5);
        expected = [.. header, .. File.ReadAllBytes(small), .. File.ReadAllBytes(large), .. trailer];
        return [new(header), new(small), new(large), new(trailer)];
    }
}
