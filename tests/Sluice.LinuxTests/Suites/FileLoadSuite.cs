using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Sluice.LinuxTests.Suites;

/// <summary>Files that are replaced and truncated while many send them: what arrives is the file, as it was opened, and nothing else.</summary>
public abstract class FileLoadSuite(SendFlavour flavour) : SendSuite(flavour)
{
    private const int Connections = 24;
    private const int Rounds = 15;
    private const int Small = 9000;
    private const int Large = 300_000;

    /// <summary>Each file arrives whole, of one version; which one it is may differ from file to file and from send to send.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    public async Task FilesReplacedByRename_ArriveWholeOfOneVersion(int fileCache)
    {
        Assert.SkipWhen(fileCache > 0 && Flavour.Backend == TransmitterBackend.Portable, "the portable backend keeps no files open");
        await Flavour.UseAsync(new TransmitterOptions { Backend = Flavour.Backend, FileCacheCapacity = fileCache, FileCacheInterval = TimeSpan.FromMilliseconds(1) });
        string small = Folder.Write("small", Version(0, Small)), large = Folder.Write("large", Version(0, Large));
        using CancellationTokenSource done = new();
        Task<int> replacing = Task.Run(() =>
        {
            int version = 0;
            while (!done.IsCancellationRequested)
            {
                version++;
                File.Move(Folder.Write("new", Version(version, Small)), small, overwrite: true);
                File.Move(Folder.Write("new", Version(version, Large)), large, overwrite: true);
            }

            return version;
        });

        List<int> seen = [.. (await Task.WhenAll(Enumerable.Range(0, Connections).Select(SendRoundsAsync)).Within("all sends")).SelectMany(static versions => versions)];

        await done.CancelAsync();
        int last = await replacing.Within();
        Assert.All(seen, version => Assert.InRange(version, 0, last));
        Assert.True(seen.Distinct().Count() > 1, "no file was replaced meanwhile");
        await Flavour.Transmitter.DisposeAsync();
        Assert.Equal(0, Descriptors.CountBelow(Folder.Path));

        async Task<List<int>> SendRoundsAsync(int connection)
        {
            List<int> versions = [];
            using ConnectedPair pair = ConnectedPair.Create(connection % 2 == 0 ? SocketFamily.Tcp4 : SocketFamily.Unix, receiveBuffer: 16 * 1024);
            for (int round = 0; round < Rounds; round++)
            {
                await Task.Yield();
                Task<byte[]> received = pair.ReceiveAsync(Small + Large);
                SendReport report = await Flavour.Begin(pair.Sender, [new(small), new(large)]);
                Assert.Equal((SocketError.Success, Small + Large), (report.Error, report.Bytes));
                byte[] bytes = await received;
                versions.Add(CheckVersion(bytes.AsMemory(0, Small)));
                versions.Add(CheckVersion(bytes.AsMemory(Small)));
            }

            return versions;
        }
    }

    /// <summary>
    /// BUGCLASSES 1, 13, by many at once: counts are exact, and a byte is the file's own or the zero that the kernel itself puts where a page was cut off.
    /// </summary>
    [Fact]
    public async Task FilesTruncatedInPlace_AreSentAsFarAsTheyAreThere()
    {
        byte[] content = Version(1, Large);
        string file = Folder.Write("file", content);
        using CancellationTokenSource done = new();
        Task truncating = Task.Run(() =>
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0);
            for (int i = 0; !done.IsCancellationRequested; i++)
            {
                stream.SetLength(i % 2 == 0 ? 5000 : 70_000);
                RandomAccess.Write(stream.SafeFileHandle, content, 0);
            }
        });

        await Task.WhenAll(Enumerable.Range(0, Connections).Select(SendRoundsAsync)).Within("all sends");

        await done.CancelAsync();
        await truncating.Within();
        Assert.Equal(0, Descriptors.CountBelow(Folder.Path));

        async Task SendRoundsAsync(int connection)
        {
            for (int round = 0; round < Rounds; round++)
            {
                await Task.Yield();
                using ConnectedPair pair = ConnectedPair.Create(connection % 2 == 0 ? SocketFamily.Tcp4 : SocketFamily.Unix, receiveBuffer: 16 * 1024);
                Task<byte[]> reading = pair.ReceiveToEndAsync();
                SendReport report = await Flavour.Begin(pair.Sender, [new(file)]);
                pair.Sender.Shutdown(SocketShutdown.Send);
                byte[] received = await reading;
                Assert.Contains(report.Error, new[] { SocketError.Success, SocketError.SocketError });
                Assert.Equal(report.Bytes, received.Length);
                for (int i = 0; i < received.Length; i++)
                    Assert.True(received[i] == content[i] || received[i] == 0, $"byte {i} is neither the file's nor a zero");
            }
        }
    }

    /// <summary>A file whose every byte tells its version: the number in front, and then what follows from it.</summary>
    private static byte[] Version(int version, int length)
    {
        byte[] bytes = RandomBytes(length, version);
        MemoryMarshal.Write(bytes, version);
        return bytes;
    }

    private static int CheckVersion(ReadOnlyMemory<byte> bytes)
    {
        int version = MemoryMarshal.Read<int>(bytes.Span);
        AssertEqualBytes(Version(version, bytes.Length), bytes);
        return version;
    }
}
