using Microsoft.Win32.SafeHandles;
using Sluice.Kernel;
using Xunit;

namespace Sluice.Tests.Kernel;

/// <summary>What statx(2) of this machine says of a file that was deleted, by which files are closed (decision 0067).</summary>
public sealed class FileLinkTests
{
    [Fact]
    public void DeletedFile_HasNoLinksLeft()
    {
        Assert.SkipUnless(LinuxKernel.IsSupported, "statx(2) is Linux's");
        string path = Path.GetTempFileName();
        using SafeFileHandle handle = File.OpenHandle(path);
        Assert.Equal(1u, LinksOf(handle));

        File.Delete(path);

        Assert.Equal(0u, LinksOf(handle));
    }

    private static uint LinksOf(SafeFileHandle handle)
    {
        Assert.True(HandleReference.TryAcquire(handle, out int descriptor));
        try
        {
            Assert.True(LinuxKernel.Instance.GetStatus(descriptor, StatusFlags.DontSync, out FileStatus status).Succeeded);
            return status.Links;
        }
        finally
        {
            handle.DangerousRelease();
        }
    }
}
