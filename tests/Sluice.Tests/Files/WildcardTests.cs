using Sluice.Files;
using Xunit;

namespace Sluice.Tests.Files;

/// <summary>Wildcards, in a real folder: the framework enumerates it.</summary>
public sealed class WildcardTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sluice-wildcard-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void PathWithoutWildcard_IsNotExpanded() => Assert.Null(Expand("a.bin"));

    [Fact]
    public void WildcardInAFolderName_IsNotExpanded() => Assert.Null(Wildcard.Expand("/no*where/a.bin", File.Exists));

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
    public void FoldersAndWhatIsNotRegular_ArePassedOver()
    {
        Create("a.bin", "fifo.bin");
        Directory.CreateDirectory(Path.Combine(_folder, "folder.bin"));

        Assert.Equal([Path.Combine(_folder, "a.bin")], Wildcard.Expand(Path.Combine(_folder, "*.bin"), path => !path.EndsWith("fifo.bin", StringComparison.Ordinal)));
    }

    [Fact]
    public void NoMatch_Throws()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "folder.bin"));

        Assert.Throws<FileNotFoundException>(() => Expand("*.bin"));
    }

    [Fact]
    public void MissingFolder_Throws() => Assert.Throws<DirectoryNotFoundException>(() => Expand("none/*.bin"));

    private void Create(params string[] names)
    {
        foreach (string name in names)
            File.WriteAllBytes(Path.Combine(_folder, name), []);
    }

    private string[]? Expand(string pattern) =>
        Wildcard.Expand(Path.Combine(_folder, pattern), File.Exists)?.Select(path => Path.GetRelativePath(_folder, path)).ToArray();
}
