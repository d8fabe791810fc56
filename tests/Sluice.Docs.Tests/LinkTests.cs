using Xunit;

namespace Sluice.Docs.Tests;

/// <summary>Links inside of the repository lead somewhere.</summary>
public sealed class LinkTests
{
    [Fact]
    public void EveryLinkToAFile_LeadsToOne_AndEveryAnchorToAHeading()
    {
        List<string> broken = [];
        int count = 0;
        foreach (MarkdownFile file in MarkdownFile.All())
        {
            foreach (string link in file.Links().Where(link => !link.Contains("://", StringComparison.Ordinal)))
            {
                count++;
                string[] parts = link.Split('#', 2);
                string target = parts[0].Length == 0
                    ? Path.Combine(MarkdownFile.Root, file.Name)
                    : Path.GetFullPath(Path.Combine(MarkdownFile.Root, Path.GetDirectoryName(file.Name)!, parts[0]));
                bool leads = parts.Length == 1
                    ? File.Exists(target) || Directory.Exists(target)
                    : File.Exists(target) && new MarkdownFile(target).Anchors().Contains(parts[1]);
                if (!leads)
                    broken.Add($"{file.Name}: {link}");
            }
        }

        Assert.Empty(broken);
        Assert.True(count > 10, "The pages have links: the scan finds none.");
    }

    /// <summary>On nuget.org a README stands alone: links to other files of this repository lead nowhere there, and images of few hosts are shown.</summary>
    [Theory]
    [InlineData("Sluice")]
    [InlineData("Sluice.AspNetCore")]
    [InlineData("Sluice.Cli")]
    public void ReadmeOfAPackage_LinksToAddressesAlone_AndShowsNoImage(string project)
    {
        string path = Path.Combine(MarkdownFile.Root, "src", project, "README.md");

        Assert.All(new MarkdownFile(path).Links(), link => Assert.StartsWith("https://", link, StringComparison.Ordinal));
        Assert.DoesNotContain("![", File.ReadAllText(path), StringComparison.Ordinal);
    }
}
