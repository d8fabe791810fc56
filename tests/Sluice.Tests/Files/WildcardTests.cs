using Sluice.Files;
using Sluice.Kernel;
using Sluice.TestSupport.Files;
using Xunit;

namespace Sluice.Tests.Files;

/// <summary>Wildcards, in a real folder of the real kernel.</summary>
public sealed class WildcardTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void PathWithoutWildcard_IsNotExpanded() => Assert.Null(Expand("a.bin"));

    [Fact]
    public void WildcardInAFolderName_IsNone() => Assert.False(Wildcard.IsIn("/no*where/a.bin"));

    [Theory]
    [InlineData("*", "", true)]
    [InlineData("**", "abc", true)]
    [InlineData("a*c", "abbc", true)]
    [InlineData("a*c", "abcb", false)]
    [InlineData("*ab*ab", "abxabab", true)]
    [InlineData("*.log*", "x.lo.log", true)]
    [InlineData("?", "", false)]
    [InlineData("a?", "ab", true)]
    [InlineData(@"a\*", @"a\b", true)]
    [InlineData(@"a\*", "a*", false)]
    [InlineData("<*", "<x", true)]
    [InlineData("[a]*", "a", false)]
    public void Pattern_FitsOrDoesNot(string pattern, string name, bool fits) => Assert.Equal(fits, Wildcard.Matches(pattern, name));

    /// <summary>Ordinal: upper case before lower case, digits before both, whatever the culture or the folder's own order.</summary>
    [Fact]
    public void Matches_ComeInOrdinalOrder()
    {
        Create("b.bin", "a.bin", "B.bin", "10.bin", "9.bin", "é.bin", "z.txt");

        Assert.Equal(["10.bin", "9.bin", "B.bin", "a.bin", "b.bin", "é.bin"], Expand("*.bin")!);
    }

    [Fact]
    public void QuestionMark_IsExactlyOneCharacter()
    {
        Create("a1", "a12", "a", "b1");

        Assert.Equal(["a1"], Expand("a?")!);
    }

    [Fact]
    public void HiddenFiles_Match()
    {
        Create(".hidden", "seen");

        Assert.Equal([".hidden", "seen"], Expand("*")!);
    }

    [Fact]
    public void ExactName_WinsOverTheWildcard()
    {
        Create("a*", "ab", "a?");

        Assert.Null(Expand("a*"));
        Assert.Null(Expand("a?"));
    }

    [Fact]
    public void FoldersAndWhatIsNotRegular_ArePassedOver_AndLinksAreFollowed()
    {
        Create("a.bin");
        Directory.CreateDirectory(_folder.In("folder.bin"));
        File.CreateSymbolicLink(_folder.In("link.bin"), "a.bin");
        File.CreateSymbolicLink(_folder.In("dangling.bin"), "nowhere");
        File.CreateSymbolicLink(_folder.In("device.bin"), "/dev/null");
        File.CreateSymbolicLink(_folder.In("linked-folder.bin"), "folder.bin");

        Assert.Equal(["a.bin", "link.bin"], Expand("*.bin")!);
    }

    /// <summary>More entries than one call of getdents64 yields.</summary>
    [Fact]
    public void ManyEntries_AreAllFound()
    {
        string[] names = [.. Enumerable.Range(0, 3000).Select(i => $"{i:00000}-with-a-rather-long-name-so-that-few-fit-into-one-buffer")];
        Create(names);

        Assert.Equal(names, Expand("*")!);
    }

    [Fact]
    public void NoMatch_Throws()
    {
        Directory.CreateDirectory(_folder.In("folder.bin"));

        Assert.Throws<FileNotFoundException>(() => Expand("*.bin"));
    }

    [Fact]
    public void MissingFolder_Throws() => Assert.Throws<DirectoryNotFoundException>(() => Expand("none/*.bin"));

    private void Create(params string[] names)
    {
        foreach (string name in names)
            File.WriteAllBytes(_folder.In(name), []);
    }

    private string[]? Expand(string pattern) => Wildcard.IsIn(pattern)
        ? Folders().Expand(_folder.In(pattern))?.Select(path => Path.GetRelativePath(_folder.Path, path)).ToArray()
        : null;

    private static KernelFolders Folders() => new(
        LinuxKernel.Instance, new ShareOpener(LinuxKernel.Instance, new UncShares(new Dictionary<string, string>(), new MountTable(null))));
}
