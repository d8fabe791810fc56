using System.Text;
using Sluice.Files;
using Sluice.TestSupport.Files;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Files;

/// <summary>UNC paths taken apart, and found in mount tables.</summary>
public sealed class UncPathTests
{
    [Theory]
    [InlineData(@"\\server\share\a\b.txt", "server", "share", "a/b.txt")]
    [InlineData("//server/share/a/b.txt", "server", "share", "a/b.txt")]
    [InlineData(@"\\server/share\a//b.txt", "server", "share", "a/b.txt")]
    [InlineData(@"\\?\UNC\server\share\a", "server", "share", "a")]
    [InlineData(@"\\server\share", "server", "share", "")]
    [InlineData(@"\\server\share\", "server", "share", "")]
    [InlineData(@"\\server\c$\.\x", "server", "c$", "x")]
    [InlineData(@"\\server\share\..\..\x", "server", "share", "x")]
    [InlineData(@"\\server\share\a\..\..\..\b", "server", "share", "b")]
    [InlineData(@"//server/share/a\b", "server", "share", @"a\b")]
    [InlineData(@"\\server\share\...", "server", "share", "...")]
    public void Path_IsTakenApart(string path, string server, string share, string relative)
    {
        UncPath unc = UncPath.Parse(path)!.Value;
        Assert.Equal((server, share, relative), (unc.Server, unc.Share, unc.Relative));
    }

    [Theory]
    [InlineData("/server/share/a")]
    [InlineData("///server/share/a")]
    [InlineData(@"\server\share")]
    [InlineData(@"\\server")]
    [InlineData(@"\\.\pipe\x")]
    [InlineData(@"\\?\C:\x")]
    [InlineData(@"\\..\share\x")]
    [InlineData(@"\\server\..\x")]
    [InlineData("a")]
    [InlineData("")]
    public void AnythingElse_IsNone(string path) => Assert.Null(UncPath.Parse(path));

    [Theory]
    [InlineData(@"\\nas\media\film\a.mkv", "/mnt/media", "film/a.mkv")]
    [InlineData(@"\\NAS\MEDIA\a.mkv", "/mnt/media", "a.mkv")]
    [InlineData(@"\\nas\media\music\a.ogg", "/mnt/the music", "a.ogg")]
    [InlineData(@"\\nas\media\Music\b\a.ogg", "/mnt/the music", "b/a.ogg")]
    [InlineData(@"\\nas\media\musical\a.ogg", "/mnt/media", "musical/a.ogg")]
    [InlineData(@"\\nas\deep\sub\a", "/mnt/deep", "a")]
    [InlineData(@"\\nas\bound\inner\a", "/mnt/bound", "a")]
    [InlineData(@"\\nas\smb3\a", "/mnt/smb3", "a")]
    [InlineData(@"\\box\fuse\a", "/mnt/fuse", "a")]
    [InlineData(@"\\nas\mapped\a", "/srv/mapped", "a")]
    public void MountedShare_IsFoundWhereItIs(string path, string folder, string relative) =>
        Assert.Equal(new ShareFile(folder, relative), Shares().Find(UncPath.Parse(path)!.Value));

    [Theory]
    [InlineData(@"\\nas\deep\other\a")]
    [InlineData(@"\\nas\deep\submarine\a")]
    [InlineData(@"\\nas\hidden\a")]
    [InlineData(@"\\nas\export\a")]
    [InlineData(@"\\elsewhere\media\a")]
    public void ShareThatIsNotMounted_IsNotFound(string path) => Assert.Null(Shares().Find(UncPath.Parse(path)!.Value));

    [Fact]
    public void GvfsFolder_IsFoundByItsName()
    {
        using TemporaryFolder folder = new();
        string gvfs = folder.Path, share = folder.In("smb-share:server=nas.local,share=my%20files,user=me");
        Directory.CreateDirectory(share);
        UncShares shares = new(new Dictionary<string, string>(), Table($"50 1 0:50 / {gvfs} rw - fuse.gvfsd-fuse gvfsd-fuse rw"));
        Assert.Equal(new ShareFile(share, "a/b"), shares.Find(UncPath.Parse(@"\\NAS.local\My Files\a\b")!.Value));
        Assert.Null(shares.Find(UncPath.Parse(@"\\nas.local\other\a")!.Value));
    }

    [Theory]
    [InlineData("server", "/srv")]
    [InlineData(@"\\server", "/srv")]
    [InlineData(@"\\server\share", "srv")]
    [InlineData(@"\\server\share", "")]
    public void BadEntryOfTheOptions_IsAnArgumentError(string share, string folder) =>
        Assert.Throws<ArgumentException>(() => new Transmitter(new TransmitterOptions { UncShares = new Dictionary<string, string> { [share] = folder } }));

    [Fact]
    public void MountTable_TellsWhatIsRemote_AndWhatIsHidden()
    {
        MountSnapshot mounts = Table(
            "20 1 8:1 / / rw - ext4 /dev/sda1 rw",
            "21 20 0:30 / /slow rw shared:1 - fuse.bindfs bindfs rw",
            "22 20 0:31 / /nfs rw - nfs4 box:/export rw",
            "23 20 0:32 / /over rw - fuse.x x rw",
            "24 20 8:2 / /over rw - ext4 /dev/sda2 rw").Current();
        Assert.True(mounts.IsBelowRemote("/slow/a") && mounts.IsBelowRemote("/slow") && mounts.IsBelowRemote("/a/../nfs/b"));
        Assert.False(mounts.IsBelowRemote("/slower") || mounts.IsBelowRemote("/over/a") || mounts.IsBelowRemote("/a"));
        Assert.True(mounts.IsRemote(Sluice.Kernel.FileIdentity.Device(0, 30)));
        Assert.False(mounts.IsRemote(Sluice.Kernel.FileIdentity.Device(8, 1)));
    }

    /// <summary>What is no escape stays as it is, and no line makes the others unreadable.</summary>
    [Theory]
    [InlineData(@"a\040b\134\", @"a b\\")]
    [InlineData(@"\xyz", @"\xyz")]
    [InlineData(@"\04", @"\04")]
    [InlineData(@"\089", @"\089")]
    [InlineData(@"\\nas\share", @"\\nas\share")]
    public void SourceOfAMount_IsReadAsItIsWritten(string written, string source) =>
        Assert.Equal([source, "y"], MountTable.Parse(Encoding.UTF8.GetBytes($"30 20 0:40 / /x rw - cifs {written} rw\n31 20 0:41 / /y rw - cifs y rw\n")).Select(mount => mount.Source));

    private static UncShares Shares() => new(
        new Dictionary<string, string> { [@"\\Nas\mapped"] = "/srv/mapped" },
        Table(
            "20 1 8:1 / / rw - ext4 /dev/sda1 rw",
            "30 20 0:40 / /mnt/media rw,relatime shared:5 - cifs //nas/media rw,vers=3.0",
            @"31 20 0:41 / /mnt/the\040music rw - cifs //nas/media/music rw",
            "32 20 0:42 /sub /mnt/deep rw - cifs //nas/deep/sub rw",
            "33 20 0:43 /inner /mnt/bound rw - cifs //nas/bound rw",
            "34 20 0:44 / /mnt/smb3 rw - smb3 //nas/smb3 rw",
            "35 20 0:45 / /mnt/fuse rw - fuse.usmb smb://box/fuse rw",
            "36 20 0:46 / /mnt/hidden rw - cifs //nas/hidden rw",
            "37 20 8:3 / /mnt/hidden rw - ext4 /dev/sda3 rw",
            "38 20 0:47 / /mnt/nfs rw - nfs4 nas:/export rw"));

    private static MountTable Table(params string[] lines)
    {
        SimulatedKernel kernel = new();
        kernel.AddFile("/proc/self/mountinfo", Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
        return new MountTable(kernel);
    }
}
