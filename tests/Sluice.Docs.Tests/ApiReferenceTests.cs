using Xunit;

namespace Sluice.Docs.Tests;

/// <summary>docs/api has all that is public in the packages, as the files of the API analyzer list it. That its pages are up to date, docs/api.sh --check tells.</summary>
public sealed class ApiReferenceTests
{
    private static readonly string Folder = Path.Combine(MarkdownFile.Root, "docs", "api");

    public static TheoryData<string> Types() => [.. PublicApi().Where(line => !line.Contains(" -> ", StringComparison.Ordinal))];

    [Fact]
    public void Packages_HavePublicTypes() => Assert.Contains("Sluice.Transmitter", PublicApi());

    [Theory]
    [MemberData(nameof(Types))]
    public void PublicType_HasAPage_AndTheIndexLinksIt(string type)
    {
        Assert.True(File.Exists(Path.Combine(Folder, $"{type}.md")), $"docs/api has no page of {type}: run docs/api.sh.");
        Assert.Contains($"{type}.md", new MarkdownFile(Path.Combine(Folder, "README.md")).Links());
    }

    [Fact]
    public void AnchorsOfAPage_AreItsOwnAlone() =>
        Assert.All(MarkdownFile.All().Where(page => page.IsGenerated), page => Assert.Distinct(page.OwnAnchors()));

    private static IEnumerable<string> PublicApi() =>
        from file in Directory.EnumerateFiles(Path.Combine(MarkdownFile.Root, "src"), "PublicAPI.*.txt", SearchOption.AllDirectories)
        from line in File.ReadLines(file)
        where line.Length > 0 && !line.StartsWith('#')
        select line;
}
