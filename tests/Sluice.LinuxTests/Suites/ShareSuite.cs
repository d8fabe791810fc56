using System.Net.Sockets;
using Sluice.TestSupport.Mounts;

namespace Sluice.LinuxTests.Suites;

/// <summary>SEMANTICS "\\server\share\path": a real SMB server behind a real mount, and folders that the options name.</summary>
public abstract class ShareSuite(SendFlavour flavour) : SendSuite(flavour)
{
    [Fact]
    public async Task FilesOnAMountedShare_AreSent()
    {
        byte[] large = [], odd = [], other = [];
        using SmbServer server = await SmbServer.StartAsync(Folder.Path, files =>
        {
            Directory.CreateDirectory(Path.Combine(files, "sub folder"));
            large = Write(files, "large.bin", 3_000_000);
            odd = Write(files, "sub folder/ä b.txt", 5000);
            other = Write(files, "sub folder/x.txt", 70_000);
        });
        using ConnectedPair pair = ConnectedPair.Create();
        foreach (string path in new[] { @"\\127.0.0.1\media\large.bin", "//127.0.0.1/media/large.bin", @"\\127.0.0.1\MEDIA\sub folder\..\large.bin", @"\\?\UNC\127.0.0.1\media\large.bin" })
            await SendsExactly(pair, large, new SendPacketsElement(path));
        await SendsExactly(pair, [.. large, .. odd], new(@"\\127.0.0.1\media\large.bin"), new(@"\\127.0.0.1\media\sub folder\ä b.txt"));
        await SendsExactly(pair, [.. other, .. odd], new SendPacketsElement(@"\\127.0.0.1\media\sub folder\*.txt"));

        FileNotFoundException wrong = Assert.IsType<FileNotFoundException>(await Flavour.FileErrorOf(pair.Sender, new SendPacketsElement(@"\\127.0.0.1\nothing\a.bin")));
        Assert.Contains("mount -t cifs //127.0.0.1/nothing", wrong.Message, StringComparison.Ordinal);
        Assert.IsType<FileNotFoundException>(await Flavour.FileErrorOf(pair.Sender, new SendPacketsElement(@"\\127.0.0.1\media\missing.bin")));
        Assert.IsType<DirectoryNotFoundException>(await Flavour.FileErrorOf(pair.Sender, new SendPacketsElement(@"\\127.0.0.1\media\missing\a.bin")));
        await Bounded.Until(() => Descriptors.CountBelow(server.Folder) == 0, "the files of the share were closed");
    }

    [Theory]
    [InlineData(@"\\nas\media\a.bin")]
    [InlineData(@"\\NAS\Media\a.bin")]
    [InlineData("//nas/MEDIA/a.bin")]
    [InlineData(@"\\nas\media/./sub/..\a.bin")]
    [InlineData(@"\\nas\media\..\..\..\a.bin")]
    [InlineData("//nas/media/../a.bin")]
    [InlineData(@"\\?\unc\nas\media\a.bin")]
    public async Task FileOnAMappedShare_IsSent_HoweverItIsWritten(string path)
    {
        using ConnectedPair pair = ConnectedPair.Create();
        string share = await MapAsync();
        await SendsExactly(pair, Write(share, "a.bin", 1000), new SendPacketsElement(path));
    }

    [Theory]
    [InlineData("a%20b#c")]
    [InlineData(" $,='\u00e4\u4e2d")]
    [InlineData("a:b|c<d>")]
    public async Task OddNameOnAMappedShare_IsTakenAsItIs(string name)
    {
        using ConnectedPair pair = ConnectedPair.Create();
        string share = await MapAsync();
        await SendsExactly(pair, Write(share, name, 1000), new SendPacketsElement($@"\\nas\media\{name}"));
    }

    [Fact]
    public async Task WildcardOnAMappedShare_SendsItsMatches()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        string share = await MapAsync();
        Directory.CreateDirectory(Path.Combine(share, "sub"));
        byte[] second = Write(share, "sub/b\\.log", 500), first = Write(share, "sub/a.log", 1000);
        Write(share, "sub/c.txt", 10);
        await SendsExactly(pair, [.. first, .. second], new SendPacketsElement(@"\\nas\media\sub\*.log"));
        await SendsExactly(pair, [.. first, .. second], new SendPacketsElement("//nas/media/sub/?*.log"));
        await SendsExactly(pair, [.. first, .. second], new SendPacketsElement(@"\\nas\deep\*.log"));
        Assert.IsType<FileNotFoundException>(await Flavour.FileErrorOf(pair.Sender, new SendPacketsElement(@"\\nas\media\*.none")));
        Assert.IsType<DirectoryNotFoundException>(await Flavour.FileErrorOf(pair.Sender, new SendPacketsElement(@"\\nas\media\none\*.log")));
    }

    /// <summary>A link that leads out of the share is an error, be it the file or a folder on the way, and so is one that /proc makes up.</summary>
    [Fact]
    public async Task LinkOutOfTheShare_IsRefused()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        string share = await MapAsync();
        Folder.Write("secret", 1000);
        File.CreateSymbolicLink(Path.Combine(share, "relative"), "../secret");
        File.CreateSymbolicLink(Path.Combine(share, "absolute"), Folder.In("secret"));
        Directory.CreateSymbolicLink(Path.Combine(share, "folder"), Folder.Path);
        Directory.CreateSymbolicLink(Path.Combine(share, "proc"), "/proc/self/cwd");
        foreach (string path in new[] { @"\\nas\media\relative", @"\\nas\media\absolute", @"\\nas\media\folder\secret", @"\\nas\media\proc\secret", @"\\nas\media\folder\*" })
            Assert.IsType<UnauthorizedAccessException>(await Flavour.FileErrorOf(pair.Sender, new SendPacketsElement(path)));
        await SendsExactly(pair, [1], new SendPacketsElement([1]));
    }

    [Fact]
    public async Task LinkWithinTheShare_IsFollowed()
    {
        Assert.SkipWhen(Flavour.Backend == TransmitterBackend.Portable, "the portable backend follows no link below a share");
        using ConnectedPair pair = ConnectedPair.Create();
        string share = await MapAsync();
        byte[] bytes = Write(share, "a.bin", 1000);
        File.CreateSymbolicLink(Path.Combine(share, "link"), "a.bin");
        await SendsExactly(pair, bytes, new SendPacketsElement(@"\\nas\media\link"));
    }

    /// <summary>Below a folder, the kernel refuses a link with ".." while anything anywhere is renamed; the path is then looked up again.</summary>
    [Fact]
    public async Task LinkUpwardsWithinTheShare_IsFollowed_WhileOtherFilesAreRenamed()
    {
        Assert.SkipWhen(Flavour.Backend == TransmitterBackend.Portable, "the portable backend follows no link below a share");
        using ConnectedPair pair = ConnectedPair.Create();
        string share = await MapAsync();
        byte[] bytes = Write(share, "a.bin", 100);
        Directory.CreateDirectory(Path.Combine(share, "sub"));
        File.CreateSymbolicLink(Path.Combine(share, "sub", "link"), "../a.bin");
        string one = Folder.Write("one", 1), other = Folder.In("other");
        using CancellationTokenSource done = new();
        Task renaming = Task.Run(() =>
        {
            for (; !done.IsCancellationRequested; (one, other) = (other, one))
                File.Move(one, other);
        });
        for (int i = 0; i < 500; i++)
            await SendsExactly(pair, bytes, new SendPacketsElement(@"\\nas\media\sub\link"));
        await done.CancelAsync();
        await renaming.Within();
    }

    [Fact]
    public async Task ShareThatIsNowhere_IsAnErrorThatTellsWhatToDo()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        await MapAsync();
        foreach (string path in new[] { @"\\nas\other\a.bin", @"\\elsewhere\media\a.bin", "//elsewhere/media/a.bin", @"\\elsewhere\media\*.bin" })
        {
            FileNotFoundException failure = Assert.IsType<FileNotFoundException>(await Flavour.FileErrorOf(pair.Sender, new SendPacketsElement(path)));
            Assert.Contains("mount -t cifs //", failure.Message, StringComparison.Ordinal);
            Assert.Contains("UncShares", failure.Message, StringComparison.Ordinal);
        }

        Assert.IsType<UnauthorizedAccessException>(await Flavour.FileErrorOf(pair.Sender, new SendPacketsElement(@"\\nas\media")));
        await SendsExactly(pair, [1], new SendPacketsElement([1]));
    }

    /// <summary>POSIX leaves two slashes at the start to the system, and Linux takes them for one.</summary>
    [Fact]
    public async Task LocalPathWithTwoSlashes_IsStillALocalPath()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        string file = Folder.Write("file", 1000);
        await SendsExactly(pair, File.ReadAllBytes(file), new SendPacketsElement($"/{file}"));
    }

    private async Task<string> MapAsync()
    {
        string share = Folder.In("share");
        Directory.CreateDirectory(share);
        await Flavour.UseAsync(new TransmitterOptions
        {
            Backend = Flavour.Backend,
            UncShares = new Dictionary<string, string> { [@"\\Nas\media"] = share, ["//nas/deep"] = Path.Combine(share, "sub") },
        });
        return share;
    }

    private static byte[] Write(string folder, string name, int length)
    {
        byte[] bytes = RandomBytes(length, name.Length);
        File.WriteAllBytes(Path.Combine(folder, name), bytes);
        return bytes;
    }
}
