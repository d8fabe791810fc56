using System.Net.Sockets;
using Sluice.TestSupport.Mounts;

namespace Sluice.LinuxTests.Suites;

/// <summary>BUGCLASSES 12, 14: a real FUSE mount that is slow, or does not answer at all. Properties, not times: benchmarks/Sluice.Compare has the figures.</summary>
public abstract class SlowFileSuite(SendFlavour flavour) : SendSuite(flavour)
{
    /// <summary>Whether the call itself may wait: the stock pattern opens inline, for its errors are thrown by the call; the portable backend opens so as well.</summary>
    private bool OpensInline => Flavour.ThrowsFileErrorsFromCall || Flavour.Backend == TransmitterBackend.Portable;

    [Fact]
    public async Task SlowFile_ArrivesWhole_AndFiftyOtherSendsAreDoneBeforeIt()
    {
        byte[] content = Prepare(400_000, out string slow);
        using FuseMount mount = await FuseMount.BindAsync(Folder.In("real"), Folder.In("slow"), "--read-rate=256k");
        using ConnectedPair pair = ConnectedPair.Create();
        Task<byte[]> received = pair.ReceiveAsync(content.Length);
        Task<SendReport> send = Flavour.Begin(pair.Sender, [new(slow)]);

        using ConnectedPair other = ConnectedPair.Create();
        string fast = Folder.Write("fast", 100_000);
        byte[] bytes = File.ReadAllBytes(fast);
        for (int i = 0; i < 50; i++)
            await SendsExactly(other, bytes, new SendPacketsElement(fast));

        Assert.False(send.IsCompleted);
        Assert.Equal(content.Length, (await send.Within()).Bytes);
        AssertEqualBytes(content, await received.Within());
    }

    /// <summary>Two hundred sends that wait for a file system which answers nothing, and the disk threads of the others.</summary>
    [Fact]
    public async Task HungFileSystem_HoldsUpNobodyElse()
    {
        Assert.SkipWhen(OpensInline, "this flavour opens files inline: the call itself waits for the file system");
        Prepare(200_000, out string hung);
        using FuseMount mount = await FuseMount.BindAsync(Folder.In("real"), Folder.In("slow"));
        File.ReadAllBytes(hung);
        mount.Hang();

        List<(ConnectedPair Pair, Task<SendReport> Send)> stuck = [];
        try
        {
            // Both handles that are open already and paths, cached or not.
            for (int i = 0; i < 200; i++)
            {
                ConnectedPair pair = ConnectedPair.Create();
                stuck.Add((pair, Flavour.Begin(pair.Sender, [new(i % 2 == 0 ? hung : Path.Combine(mount.Folder, $"unknown{i}"))])));
            }

            string resident = Folder.Write("resident", 100_000), cold = Folder.Write("cold", 1_000_000);
            using ConnectedPair other = ConnectedPair.Create();
            for (int i = 0; i < 20; i++)
            {
                await SendsExactly(other, File.ReadAllBytes(resident), new SendPacketsElement(resident));
                byte[] bytes = File.ReadAllBytes(cold);
                PageCache.Drop(cold);
                await SendsExactly(other, bytes, new SendPacketsElement(cold));
            }

            Assert.DoesNotContain(stuck, one => one.Send.IsCompleted);
        }
        finally
        {
            mount.Recover();
            foreach ((ConnectedPair pair, Task<SendReport> send) in stuck)
            {
                pair.Receiver.Dispose();
                await send.Within("a send on a file system that answers again");
                pair.Dispose();
            }
        }
    }

    private byte[] Prepare(int length, out string slow)
    {
        Directory.CreateDirectory(Folder.In("real"));
        string real = Folder.Write("real/file", length);
        slow = Folder.In("slow/file");
        return File.ReadAllBytes(real);
    }
}
