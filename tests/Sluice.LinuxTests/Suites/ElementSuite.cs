using System.Net.Sockets;

namespace Sluice.LinuxTests.Suites;

/// <summary>SEMANTICS "Elements", and what users of the stock call rely on.</summary>
public abstract class ElementSuite(SendFlavour flavour) : SendSuite(flavour)
{
    [Theory]
    [InlineData(SocketFamily.Tcp4)]
    [InlineData(SocketFamily.Tcp6)]
    [InlineData(SocketFamily.Unix)]
    public async Task HeaderFileTrailer_ArriveInOrder(SocketFamily family)
    {
        using ConnectedPair pair = ConnectedPair.Create(family);
        foreach (int size in new[] { 1, 1000, 64 * 1024, (64 * 1024) + 1, 3_000_000 })
        {
            string file = Folder.Write("body", size);
            byte[] header = RandomBytes(200), trailer = RandomBytes(100, 8);
            await SendsExactly(pair, [.. header, .. File.ReadAllBytes(file), .. trailer], new(header), new(file), new(trailer));
        }
    }

    [Fact]
    public async Task EmptyList_CompletesInlineWithZero()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        SendReport report = await Flavour.Begin(pair.Sender, []).Within();
        Assert.Equal(new SendReport(0, SocketError.Success, null, IsPending: false), report);
    }

    /// <summary>BUGCLASSES 2.</summary>
    [Fact]
    public async Task NullsAndEmptyElements_SendNothing_AndStallNothing()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        string empty = Folder.Write("empty", []);
        SendReport nothing = await Flavour.Begin(pair.Sender, [null, new(Array.Empty<byte>()), new(empty), null]).Within();
        Assert.Equal(new SendReport(0, SocketError.Success, null, IsPending: false), nothing);

        byte[] bytes = RandomBytes(10);
        await SendsExactly(pair, bytes, null, new(empty), new(bytes), new(Array.Empty<byte>()), null, new(empty));
    }

    [Fact]
    public async Task FileCountZero_MeansToTheEnd_BufferCountZero_MeansNothing()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        string file = Folder.Write("file", 5000);
        byte[] bytes = File.ReadAllBytes(file);
        await SendsExactly(pair, bytes[1000..], new SendPacketsElement(file, 1000, 0), new SendPacketsElement(new byte[10], 3, 0));
    }

    [Fact]
    public async Task Ranges_OfBuffersAndFiles_AreSentExactly()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        string file = Folder.Write("file", 200_000);
        byte[] bytes = File.ReadAllBytes(file), buffer = RandomBytes(100);
        await SendsExactly(
            pair,
            [.. buffer[10..30], .. bytes[5..10], .. bytes[100_000..190_000], .. buffer[99..]],
            new(buffer, 10, 20), new(file, 5, 5), new(file, 100_000, 90_000), new(buffer, 99, 1));
    }

    [Fact]
    public async Task NeighbouringRangesOfOneFile_ArriveAsOne()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        string file = Folder.Write("file", 400_000);
        byte[] bytes = File.ReadAllBytes(file);
        await SendsExactly(pair, bytes, new(file, 0, 100_000), new(file, 100_000, 200_000), new(file, 300_000, 0));
    }

    [Fact]
    public async Task LongOffset_BeyondFourGiB_IsHeeded()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        const long Far = (5L << 30) + 7;
        string file = Folder.WriteSparse("sparse", Far);
        byte[] tail = RandomBytes(100_000);
        using (FileStream stream = File.OpenWrite(file))
        {
            stream.Position = Far;
            stream.Write(tail);
        }

        await SendsExactly(pair, [0, 0, .. tail], new SendPacketsElement(file, Far - 2, 0));
    }

    [Fact]
    public async Task FileStream_IsUsedWithoutMovingOrClosingIt()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        string file = Folder.Write("file", 100_000);
        byte[] bytes = File.ReadAllBytes(file);
        using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.Read, 4096, FileOptions.Asynchronous);
        stream.Position = 500;
        Assert.Equal(bytes[500], stream.ReadByte());

        await SendsExactly(pair, bytes, new SendPacketsElement(stream));
        await SendsExactly(pair, bytes[10..20], new SendPacketsElement(stream, 10, 10));

        Assert.Equal(501, stream.Position);
        Assert.Equal(bytes[501], stream.ReadByte());
    }

    [Fact]
    public async Task MemoryElements_AreSent()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        byte[] bytes = RandomBytes(50_000);
        await SendsExactly(pair, [.. bytes[..20_000], .. bytes[1..]], new(bytes.AsMemory(0, 20_000)), new(bytes.AsMemory(1)));
    }

    [Fact]
    public async Task SixtyFourSmallBuffersAndManyMore_ArriveInOrder()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        foreach ((int count, int size) in new[] { (64, 64), (1000, 3), (300, 2000), (3, 700_000) })
        {
            byte[] bytes = RandomBytes(count * size);
            SendPacketsElement[] elements = [.. Enumerable.Range(0, count).Select(i => new SendPacketsElement(bytes[(i * size)..((i + 1) * size)]))];
            await SendsExactly(pair, bytes, elements);
        }
    }

    [Fact]
    public async Task Wildcard_SendsMatchingFilesInOrdinalOrder()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        byte[] expected = [];
        foreach (string name in new[] { "B.log", "a.log", "aa.log", "b.log" })
            expected = [.. expected, .. File.ReadAllBytes(Folder.Write(name, 1000, name.GetHashCode(StringComparison.Ordinal)))];
        Folder.Write("a.txt", 10);
        Directory.CreateDirectory(Folder.In("folder.log"));
        await SendsExactly(pair, expected, new SendPacketsElement(Folder.In("*.log")));
    }

    [Fact]
    public async Task FileOfTheWildcardsOwnName_IsThatFileAlone()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        string literal = Folder.Write("*.log", 1000);
        Folder.Write("other.log", 1000, 2);
        await SendsExactly(pair, File.ReadAllBytes(literal)[100..], new SendPacketsElement(literal, 100, 0));
    }

    [Fact]
    public async Task FolderOfTheWildcardsOwnName_IsNoFile()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        Directory.CreateDirectory(Folder.In("*.log"));
        string file = Folder.Write("a.log", 1000);
        await SendsExactly(pair, File.ReadAllBytes(file), new SendPacketsElement(Folder.In("*.log")));
    }

    [Fact]
    public async Task BareName_IsLookedUpInTheWorkingDirectory()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        string before = Environment.CurrentDirectory;
        string file = Folder.Write("bare name.bin", 1000);
        try
        {
            Environment.CurrentDirectory = Folder.Path;
            await SendsExactly(pair, File.ReadAllBytes(file), new SendPacketsElement("bare name.bin"));
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    /// <summary>BUGCLASSES 11 and 9: /proc files report size 0, and sendfile(2) refuses them.</summary>
    [Fact]
    public async Task FileThatReportsNoSize_IsReadToItsEnd()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        byte[] expected = File.ReadAllBytes("/proc/version");
        Assert.Equal(0, new FileInfo("/proc/version").Length);
        byte[] around = RandomBytes(10);
        await SendsExactly(pair, [.. around, .. expected, .. around], new(around), new("/proc/version"), new(around));
        await SendsExactly(pair, expected[5..], new SendPacketsElement("/proc/version", 5, 0));
        await SendsExactly(pair, expected[2..6], new SendPacketsElement("/proc/version", 2, 4));
    }

    [Fact]
    public async Task SymbolicLink_IsFollowed()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        string file = Folder.Write("file", 1000);
        File.CreateSymbolicLink(Folder.In("link"), file);
        await SendsExactly(pair, File.ReadAllBytes(file), new SendPacketsElement(Folder.In("link")));
    }

    [Fact]
    public async Task ListChangedAfterTheCall_ChangesNothing()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        byte[] first = RandomBytes(5_000_000), second = RandomBytes(1000, 8);
        SendPacketsElement?[] elements = [new(first), new(second)];
        Task<SendReport> send = Flavour.Begin(pair.Sender, elements);
        elements[0] = elements[1] = null;
        AssertEqualBytes((byte[])[.. first, .. second], await pair.ReceiveAsync(first.Length + second.Length).Within());
        Assert.Equal(first.Length + second.Length, (await send.Within()).Bytes);
    }

    /// <summary>150 random collections to a reader that takes 4 KiB at a time.</summary>
    [Fact]
    public async Task RandomCollections_ArriveByteForByte()
    {
        Random random = new(20261123);
        string[] files = [.. Enumerable.Range(0, 12).Select(i => Folder.Write($"file{i}", i switch { 0 => 0, < 6 => random.Next(1, 70_000), < 11 => random.Next(70_000, 1_000_000), _ => 9_000_000 }, i))];
        byte[][] contents = [.. files.Select(File.ReadAllBytes)];
        using ConnectedPair pair = ConnectedPair.Create(SocketFamily.Tcp4, receiveBuffer: 4096);
        for (int round = 0; round < 150; round++)
        {
            using MemoryStream expected = new();
            List<SendPacketsElement?> elements = [];
            long budget = random.Next(10) == 0 ? 9_000_000 : 400_000;
            for (int count = random.Next(0, 91); count > 0; count--)
                elements.Add(RandomElement(random, files, contents, expected, ref budget));
            await SendsExactlyByPieces(pair, expected.ToArray(), piece: 4096, [.. elements]);
        }
    }

    private static SendPacketsElement? RandomElement(Random random, string[] files, byte[][] contents, MemoryStream expected, ref long budget)
    {
        bool endOfPacket = random.Next(5) == 0;
        switch (random.Next(10))
        {
            case 0:
                return null;
            case < 6:
                byte[] buffer = new byte[(int)Math.Min(budget, random.Next(3) == 0 ? random.Next(30_000) : random.Next(300))];
                random.NextBytes(buffer);
                int start = random.Next(buffer.Length + 1), length = random.Next(buffer.Length - start + 1);
                expected.Write(buffer, start, length);
                budget -= length;
                return new SendPacketsElement(buffer, start, length, endOfPacket);
            default:
                int file = random.Next(files.Length);
                int offset = random.Next(contents[file].Length + 1);
                int count = (int)Math.Min(budget, random.Next(contents[file].Length - offset + 1));
                if (count == 0)
                    return null;
                expected.Write(contents[file], offset, count);
                budget -= count;
                return new SendPacketsElement(files[file], (long)offset, count, endOfPacket);
        }
    }
}
