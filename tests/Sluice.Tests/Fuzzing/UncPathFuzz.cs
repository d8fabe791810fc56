using System.Text;
using CsCheck;
using Sluice.Files;
using Sluice.Kernel;
using Sluice.TestSupport.Files;
using Sluice.TestSupport.Fuzzing;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Fuzzing;

/// <summary>UNC paths that somebody else wrote: they lead to where they say, and never out of their share.</summary>
public sealed class UncPathFuzz
{
    private static readonly Gen<string> Paths = Spoilt.Text(
        [
            @"\\server\share\a\b.txt", "//server/share/a/b.txt", @"\\server/share\a//b.txt", @"\\?\UNC\server\share\a", @"\\server\share", @"\\server\share\in\..\a", "//server/share/in/c",
            "//server/share/in/*.txt", @"\\server\share\in\?*", "/local/a", "a",
        ],
        @"\\server\share\", "//server/share/", @"\..\..", "/../..", "/..", "in", "out", "secret", @"\\?\UNC\", @"\\.\", "server", "SERVER", "share", "link");

    [Fact]
    public void Path_IsNone_OrComesBackFromItsParts() => Fuzz.Check(
        Paths,
        static path =>
        {
            if (UncPath.Parse(path) is not { } unc)
                return false;

            Assert.True(UncPath.IsLikely(path));
            string[] parts = unc.Relative.Length == 0 ? [] : unc.Relative.Split('/');
            Assert.All((string[])[unc.Server, unc.Share, .. parts], static part => Assert.True(part is not ("" or "." or "..") && !part.Contains('/')));
            Assert.Equal(Within(path, unc), parts);

            // With slashes, its parts may have what separates parts of the other form, and then only this form is the same path.
            UncPath again = UncPath.Parse(unc.PathOf(unc.Relative))!.Value;
            Assert.Equal(unc with { IsWindows = false }, again);
            if (!$"{unc.Server}{unc.Share}{unc.Relative}".Contains('\\'))
                Assert.Equal(unc with { IsWindows = true }, UncPath.Parse($@"\\{unc.Server}\{unc.Share}\{unc.Relative.Replace('/', '\\')}"));
            return true;
        },
        Fuzz.Print);

    /// <summary>Whatever the path, and whatever the mount table says: what is found lies in the folder of its share, and is the path that was asked for.</summary>
    [Fact]
    public void PathOnAShare_LiesInItsFolder()
    {
        UncShares shares = new(
            new Dictionary<string, string> { [@"\\server\share"] = "/srv/share", [@"\\server\share\in"] = "/srv/deeper" },
            Table("30 20 0:40 / /mnt/nas rw - cifs //server/other rw", "31 20 0:41 /in /mnt/in rw - cifs //server/third rw"));
        Fuzz.Check(
            Paths,
            path =>
            {
                if (UncPath.Parse(path) is not { } unc || shares.Find(unc) is not { } file)
                    return false;
                Assert.Contains(file.Folder, (string[])["/srv/share", "/srv/deeper", "/mnt/nas", "/mnt/in"]);
                Assert.True(file.LocalPath == file.Folder || file.LocalPath.StartsWith(file.Folder + "/", StringComparison.Ordinal));
                Assert.DoesNotContain("..", file.LocalPath.Split('/'));
                Assert.True(unc.Relative == file.Relative || unc.Relative.EndsWith("/" + file.Relative, StringComparison.Ordinal) || file.Relative.Length == 0);
                return true;
            },
            Fuzz.Print);
    }

    /// <summary>On the real kernel, links included: a descriptor is of a file in the share, or there is none, for a reason that the documentation names.</summary>
    [Fact]
    public void OpenedFile_IsInItsShare()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder.In("share/in"));
        folder.Write("share/a", 10);
        folder.Write("share/in/c", 10);
        folder.Write("secret", 10);
        File.CreateSymbolicLink(folder.In("share/link"), "../secret");
        File.CreateSymbolicLink(folder.In("share/in/link"), folder.In("secret"));
        File.CreateSymbolicLink(folder.In("share/out"), "..");
        LinuxKernel kernel = LinuxKernel.Instance;
        ShareOpener opener = new(kernel, new UncShares(new Dictionary<string, string> { ["//server/share"] = folder.In("share") }, new MountTable(null)));
        KernelFolders folders = new(kernel, opener);
        Fuzz.Check(
            Paths,
            path =>
            {
                if (UncPath.Parse(path) is null)
                    return false;
                try
                {
                    foreach (string match in (Wildcard.IsIn(path) ? folders.Expand(path) : null) ?? [path])
                    {
                        int descriptor = opener.Open(match);
                        string real = File.ResolveLinkTarget($"/proc/self/fd/{descriptor}", returnFinalTarget: false)!.FullName;
                        kernel.Close(descriptor);
                        Assert.StartsWith(folder.In("share/"), real, StringComparison.Ordinal);
                    }

                    return true;
                }
                catch (Exception failure) when (failure is IOException or UnauthorizedAccessException || (failure is ArgumentException && path.Contains('\0')))
                {
                    Assert.NotEmpty(failure.Message);
                    return failure is not FileNotFoundException;
                }
            },
            Fuzz.Print);
    }

    // Taken apart in another way: what is behind server and share, one part after another.
    private static string[] Within(string path, UncPath unc)
    {
        char[] separators = unc.IsWindows ? ['\\', '/'] : ['/'];
        int at = path.IndexOfAny(separators, path.StartsWith(@"\\?\UNC\", StringComparison.OrdinalIgnoreCase) ? 8 : 2);
        at = path.IndexOfAny(separators, at + 1);
        Stack<string> parts = [];
        while (at >= 0)
        {
            int next = path.IndexOfAny(separators, at + 1);
            string part = next < 0 ? path[(at + 1)..] : path[(at + 1)..next];
            if (part == "..")
                parts.TryPop(out _);
            else if (part is not ("" or "."))
                parts.Push(part);
            at = next;
        }

        return [.. parts.Reverse()];
    }

    private static MountTable Table(params string[] lines)
    {
        SimulatedKernel kernel = new();
        kernel.AddFile("/proc/self/mountinfo", Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
        return new MountTable(kernel);
    }
}
