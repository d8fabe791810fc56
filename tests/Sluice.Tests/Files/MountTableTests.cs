using System.Text;
using Sluice.Files;
using Sluice.Kernel;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Files;

public sealed class MountTableTests
{
    private const string Path = "/proc/self/mountinfo";

    private static readonly byte[] Table = Encoding.UTF8.GetBytes(
        "22 1 254:0 / / rw - ext4 /dev/vda rw\n44 22 0:39 / /mnt/media rw - fuse.sshfs nas:/media rw\n");

    [Fact]
    public void Table_IsReadAnew()
    {
        SimulatedKernel kernel = new();
        kernel.AddFile(Path, Table);
        MountTable table = new(kernel);
        Assert.Equal(["/", "/mnt/media"], table.ReadNow().Select(mount => mount.Point));
        kernel.AddFile(Path, Table[..(Table.AsSpan().IndexOf((byte)'\n') + 1)]);
        Assert.Empty(table.ReadNow());
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(false, "22 1 254:0 / / rw - ext4 /dev/vda rw")]
    [InlineData(false, "22 1 254:0 / /fuse.sshfs rw - ext4 fuse.sshfs nfs")]
    [InlineData(false, "22 1 254:0 / / rw shared:1 - ext4 /dev/vda rw\n23 22 0:5 / /run rw - tmpfs nfs rw\n")]
    [InlineData(true, "22 1 254:0 / / rw shared:1 - ext4 /dev/vda rw\n23 22 0:5 / /run rw shared:2 master:1 - nfs4 box:/ rw\n")]
    [InlineData(true, "23 22 0:5 / /run rw - fuse.x")]
    [InlineData(true, "23 22 0:5 / /run rw - 9p tag rw\n22 1 254:0 / / rw - ext4 /dev/vda rw\n")]
    public void TableOfLocalMounts_IsToldApart(bool hasRemote, string table) => Assert.Equal(hasRemote, MountTable.HasRemote(Encoding.UTF8.GetBytes(table)));

    /// <summary>For want of descriptors, for one: paths that lead to daemons still do, and are not to be opened in the call.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TableThatCannotBeRead_IsAsItWas(bool isOpened)
    {
        SimulatedKernel kernel = new();
        kernel.AddFile(Path, Table);
        MountTable table = new(kernel);
        table.ReadNow();
        if (isOpened)
        {
            kernel.Faults.At(CallKind.Read, 1).ShortTo(40);
            kernel.Faults.At(CallKind.Read, 2).Fails(Errno.NoMemory);
        }
        else
        {
            kernel.Faults.At(CallKind.Open, 1).Fails(Errno.TooManyOpenFiles);
        }

        Assert.Equal(["/", "/mnt/media"], table.ReadNow().Select(mount => mount.Point));
        Assert.True(table.Current().IsBelowRemote("/mnt/media/a"));
        Assert.Empty(kernel.OpenDescriptors);
    }
}
