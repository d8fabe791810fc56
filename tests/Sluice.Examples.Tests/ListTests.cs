namespace Sluice.Examples.Tests;

/// <summary>docs/examples.md is the list of the examples.</summary>
public sealed class ListTests
{
    public static TheoryData<string> Examples => [.. Directory.GetDirectories(Path.Combine(Repository.Root, "examples")).Select(folder => Path.GetFileName(folder)!).Order()];

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Example_HasAReadme_AndIsListed(string name)
    {
        string page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "examples.md"), TestContext.Current.CancellationToken);

        Assert.True(File.Exists(Path.Combine(Repository.Root, "examples", name, "README.md")), "An example says how to run it, and what one sees.");
        Assert.Contains($"| [{name}](../examples/{name}) |", page, StringComparison.Ordinal);
    }
}
