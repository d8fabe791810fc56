using System.Diagnostics;
using System.Net.Sockets;

namespace Sluice.LinuxTests.Suites;

/// <summary>Names as Linux has them: any bytes but the slash and NUL.</summary>
public abstract class FileNameSuite(SendFlavour flavour) : SendSuite(flavour)
{
    // "caf", the byte E9 of Latin-1, ".txt": no UTF-8. In a string that byte is U+DCE9.
    private const string LatinName = "caf\uDCE9.txt";

    [Theory]
    [InlineData("with\nnewline")]
    [InlineData("tab\tand blank ")]
    [InlineData("back\\slash")]
    [InlineData("-dash")]
    [InlineData("quote\"'%41")]
    [InlineData("\u00e9\u4e2d\U0001F600")]
    [InlineData("..hidden")]
    public async Task OddName_IsSentByItsName_AndAsAMatch(string name)
    {
        using ConnectedPair pair = ConnectedPair.Create();
        byte[] bytes = File.ReadAllBytes(Folder.Write(name, 1000));
        await SendsExactly(pair, bytes, new SendPacketsElement(Folder.In(name)));
        await SendsExactly(pair, bytes, new SendPacketsElement(Folder.In("*")));
    }

    [Fact]
    public async Task NameThatIsNotUtf8_IsSentAsAMatch_AndByItsEscapedName()
    {
        Assert.SkipWhen(Flavour.Backend == TransmitterBackend.Portable, "the framework's own calls, which this backend is made of, cannot name such a file");
        using ConnectedPair pair = ConnectedPair.Create();
        byte[] bytes = RandomBytes(1000);
        await using LatinFile latin = await LatinFile.CreateAsync(Folder, bytes);
        await SendsExactly(pair, [.. bytes, .. bytes], new SendPacketsElement(Folder.In("*")));
        await SendsExactly(pair, bytes, new SendPacketsElement(Folder.In("caf?.txt")));
        await SendsExactly(pair, bytes, new SendPacketsElement(Folder.In(LatinName)));
    }

    /// <summary>Where a path cannot name it, a handle can: that of a link, for one.</summary>
    [Fact]
    public async Task NameThatIsNotUtf8_IsSentByHandle()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        byte[] bytes = RandomBytes(1000);
        await using LatinFile latin = await LatinFile.CreateAsync(Folder, bytes);
        using FileStream stream = new(Folder.In("link"), FileMode.Open, FileAccess.Read, FileShare.Read, 0, FileOptions.Asynchronous);
        await SendsExactly(pair, bytes, new SendPacketsElement(stream));
    }

    [Fact]
    public async Task NameWithNul_IsAnArgumentError()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        Assert.IsType<ArgumentException>(await Flavour.FileErrorOf(pair.Sender, new SendPacketsElement("a\0b")));
        await SendsExactly(pair, [1], new SendPacketsElement([1]));
    }

    [Fact]
    public async Task NameThatIsTooLong_IsAnErrorThatSaysSo()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        Assert.IsType<PathTooLongException>(await Flavour.FileErrorOf(pair.Sender, new SendPacketsElement(Folder.In(new string('x', 300)))));
        await SendsExactly(pair, [1], new SendPacketsElement([1]));
    }

    /// <summary>A file, with a second name that the framework can write, as only a shell can make it, and remove it.</summary>
    private sealed class LatinFile(TemporaryFolder folder) : IAsyncDisposable
    {
        public static async Task<LatinFile> CreateAsync(TemporaryFolder folder, byte[] bytes)
        {
            string link = folder.Write("link", bytes);
            LatinFile file = new(folder);
            await file.RunAsync("f=$(printf 'caf\\351.txt'); ln link \"$f\"");
            Assert.True(File.Exists(link));
            return file;
        }

        public async ValueTask DisposeAsync() => await RunAsync("rm caf*");

        private async Task RunAsync(string script)
        {
            using Process shell = Process.Start(new ProcessStartInfo("sh", ["-c", script]) { WorkingDirectory = folder.Path })!;
            await shell.WaitForExitAsync();
            Assert.Equal(0, shell.ExitCode);
        }
    }
}
