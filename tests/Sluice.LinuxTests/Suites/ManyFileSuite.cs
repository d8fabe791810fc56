using System.Net.Sockets;

namespace Sluice.LinuxTests.Suites;

/// <summary>More files in one send than may be open at one time: all are checked early, and opened late.</summary>
public abstract class ManyFileSuite(SendFlavour flavour) : SendSuite(flavour)
{
    // As OpenFiles.MostOpen; what the sender opens beside that are folders.
    private const int MostOpen = 128;

    [Fact]
    public async Task TenThousandMatches_ArriveInOrdinalOrder_WithFewOpen()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        byte[] expected = WriteMany(10_000, 300);
        await SendsWithFewOpen(pair, expected, new SendPacketsElement(Folder.In("*.part")));
    }

    [Fact]
    public async Task ThousandsOfPaths_AreHeldToTheSameBound()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        byte[] header = RandomBytes(100), expected = [.. header, .. WriteMany(3000, 500)];
        string[] paths = Directory.GetFiles(Folder.Path, "*.part");
        Array.Sort(paths, StringComparer.Ordinal);
        await SendsWithFewOpen(pair, expected, [new(header), .. paths.Select(path => new SendPacketsElement(path))]);
    }

    /// <summary>Large ones go by sendfile, one by one, and to a reader that makes the send wait in the middle of them.</summary>
    [Fact]
    public async Task ManyLargeFiles_AndRangesOfThem_ArriveWhole()
    {
        using ConnectedPair pair = ConnectedPair.Create(receiveBuffer: 16 * 1024);
        List<SendPacketsElement> elements = [];
        using MemoryStream expected = new();
        for (int i = 0; i < 300; i++)
        {
            string path = Folder.Write($"{i}", 40_000, i);
            byte[] bytes = File.ReadAllBytes(path);
            elements.Add(new SendPacketsElement(path, 0, 10_000));
            elements.Add(new SendPacketsElement(path, 10_000, 20_000));
            elements.Add(new SendPacketsElement(path, 39_000, 0));
            expected.Write(bytes, 0, 30_000);
            expected.Write(bytes, 39_000, 1000);
        }

        await SendsWithFewOpen(pair, expected.ToArray(), [.. elements]);
    }

    [Fact]
    public async Task EmptyAndSizelessFilesAmongMany_AreSentAsEver()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        byte[] version = File.ReadAllBytes("/proc/version"), some = RandomBytes(10);
        string empty = Folder.Write("empty", []), full = Folder.Write("full", some);
        SendPacketsElement[] elements = [.. Enumerable.Range(0, 400).SelectMany(_ => new SendPacketsElement[] { new(empty), new("/proc/version"), new(full) })];
        await SendsWithFewOpen(pair, [.. Enumerable.Repeat<byte[]>([.. version, .. some], 400).SelectMany(bytes => bytes)], elements);
    }

    [Fact]
    public async Task LastOfManyThatIsMissing_FailsBeforeTheFirstByte()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        WriteMany(500, 10);
        Exception? failure = await Flavour.FileErrorOf(pair.Sender, new(Folder.In("*.part")), new(Folder.In("missing")));
        Assert.IsType<FileNotFoundException>(failure);
        Assert.Equal(0, Descriptors.CountBelow(Folder.Path));
        await SendsExactly(pair, [1, 2, 3], new SendPacketsElement([1, 2, 3]));
    }

    [Fact]
    public async Task RangeOutsideTheLastOfMany_IsInvalidArgumentWithZeroBytes()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        WriteMany(500, 10);
        string last = Folder.Write("last", 10);
        SendReport report = await Flavour.Begin(pair.Sender, [new(Folder.In("*.part")), new(last, 5, 6)]).Within();
        Assert.Equal((SocketError.InvalidArgument, 0), (report.Error, report.Bytes));
        Assert.Equal(0, Descriptors.CountBelow(Folder.Path));
        await SendsExactly(pair, [1, 2, 3], new SendPacketsElement([1, 2, 3]));
    }

    /// <summary>BUGCLASSES 1, 12: what was not checked is not sent, under whatever name it comes.</summary>
    [Theory]
    [InlineData("replaced")]
    [InlineData("deleted")]
    [InlineData("folder")]
    public async Task FileOfManyThatIsAnotherOneWhenItsTurnComes_IsAnErrorWithTheExactCount(string change)
    {
        using ConnectedPair pair = ConnectedPair.Create(receiveBuffer: 16 * 1024);
        string large = Folder.Write("0-large", 20_000_000);
        byte[] expected = [.. File.ReadAllBytes(large), .. WriteMany(500, 1000)];
        Task<SendReport> send = Flavour.Begin(pair.Sender, [new(large), new(Folder.In("*.part"))]);
        byte[] first = await pair.ReceiveAsync(100_000).Within();

        // The 301st file: beyond those held open.
        string victim = Folder.In("000300.part");
        File.WriteAllBytes(Folder.In("new"), new byte[1000]);
        if (change == "replaced")
            File.Move(Folder.In("new"), victim, overwrite: true);
        else
            File.Delete(victim);
        if (change == "folder")
            Directory.CreateDirectory(victim);

        Task<byte[]> rest = pair.ReceiveToEndAsync();
        SendReport report = await send.Within("the send of a file that was replaced");
        pair.Sender.Shutdown(SocketShutdown.Send);
        byte[] received = [.. first, .. await rest.Within()];
        const int Good = 20_000_000 + (300 * 1000);
        Assert.Equal(SocketError.SocketError, report.Error);
        Assert.Equal(Good, report.Bytes);
        AssertEqualBytes(expected.AsMemory(0, Good), received);
        SendPacketsException failure = Assert.IsType<SendPacketsException>(report.Failure);
        Assert.Equal(1, failure.ElementIndex);
        Assert.Contains(victim, Assert.IsType<IOException>(failure.InnerException, exactMatch: false).Message, StringComparison.Ordinal);
        Assert.Equal(0, Descriptors.CountBelow(Folder.Path));
    }

    /// <summary>The size taken at the check is what is sent, also of a file that is opened again later.</summary>
    [Fact]
    public async Task FileOfManyThatGrowsBeforeItsTurn_IsSentAsItWasMeasured()
    {
        using ConnectedPair pair = ConnectedPair.Create(receiveBuffer: 16 * 1024);
        string large = Folder.Write("0-large", 20_000_000);
        byte[] expected = [.. File.ReadAllBytes(large), .. WriteMany(300, 1000)];
        Task<SendReport> send = Flavour.Begin(pair.Sender, [new(large), new(Folder.In("*.part"))]);
        byte[] first = await pair.ReceiveAsync(100_000).Within();
        await File.AppendAllTextAsync(Folder.In("000250.part"), "more");
        byte[] rest = await pair.ReceiveAsync(expected.Length - first.Length).Within();
        Assert.Equal(expected.Length, (await send.Within()).Bytes);
        AssertEqualBytes(expected, (byte[])[.. first, .. rest]);
    }

    private byte[] WriteMany(int count, int length)
    {
        byte[] all = RandomBytes(count * length);
        for (int i = 0; i < count; i++)
            File.WriteAllBytes(Folder.In($"{i:000000}.part"), all.AsSpan(i * length, length));
        return all;
    }

    private async Task SendsWithFewOpen(ConnectedPair pair, byte[] expected, params SendPacketsElement[] elements)
    {
        using CancellationTokenSource done = new();
        Task<int> most = Task.Run(() =>
        {
            int most = 0;
            while (!done.IsCancellationRequested)
                most = Math.Max(most, Descriptors.CountBelow(Folder.Path));
            return most;
        });
        await SendsExactly(pair, expected, elements);
        await done.CancelAsync();
        Assert.InRange(await most.Within(), 0, MostOpen + 1);
        Assert.Equal(0, Descriptors.CountBelow(Folder.Path));
    }
}
