using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace Sluice.Docs.Tests;

/// <summary>
/// docs/reliability.md says which test stands against which bug, and tests/mutations that it does. What both name is there, and every patch still fits the product;
/// that the tests then fail, tests/mutations/run.sh shows.
/// </summary>
public sealed partial class ReliabilityTests
{
    private const int Rows = 32;

    private static readonly IReadOnlyList<(int Row, string Tests, string Mutations)> Table = ReadTable();

    public static TheoryData<string> Mutations() => [.. Mutation.All().Select(mutation => mutation.Name)];

    [Fact]
    public void EveryBug_HasItsRow() => Assert.Equal(Enumerable.Range(1, Rows), Table.Select(row => row.Row));

    [Fact]
    public void EveryRow_HasTests_AndMutationsOrAReason()
    {
        foreach ((int row, string tests, string mutations) in Table)
        {
            Assert.True(Code().IsMatch(tests) || tests.StartsWith("none: ", StringComparison.Ordinal), $"Row {row} has no test, and no reason for that.");
            Assert.True(Code().IsMatch(mutations) || mutations.StartsWith("none: ", StringComparison.Ordinal), $"Row {row} has no mutation, and no reason for that.");
        }
    }

    [Fact]
    public void EveryTestOfTheTable_IsThere()
    {
        foreach ((int row, string tests, _) in Table)
            Assert.All(Code().Matches(tests), test => Assert.True(TestSources.Find(test.Groups[1].Value).Count() == 1, $"Row {row}: {test.Groups[1].Value} is none, or several."));
    }

    [Fact]
    public void TableAndPatches_NameTheSameMutations() => Assert.Equal(
        Mutation.All().Select(mutation => (mutation.Row, mutation.Name)),
        Table.SelectMany(row => Code().Matches(row.Mutations).Select(match => (row.Row, match.Groups[1].Value))));

    [Theory]
    [MemberData(nameof(Mutations))]
    public void Mutation_SaysWhatItIs_AndNamesTestsThatAreThere(string name)
    {
        Mutation mutation = new(Path.Combine(Mutation.Folder, $"{name}.patch"));

        Assert.StartsWith($"{mutation.Row:00}-", name, StringComparison.Ordinal);
        Assert.NotEmpty(mutation.Bug);
        Assert.InRange(mutation.ChangedLines, 1, 10);
        Assert.NotEmpty(mutation.Tests);
        Assert.All(mutation.Tests, test => Assert.True(TestSources.Has(test), $"There is no test {test}."));
    }

    /// <summary>A patch that no longer fits tests nothing: it moves along with the code that it spoils.</summary>
    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task Mutation_StillApplies(string name)
    {
        ProcessStartInfo start = new("git", ["apply", "--check", Path.Combine(Mutation.Folder, $"{name}.patch")]) { WorkingDirectory = MarkdownFile.Root, RedirectStandardError = true };
        using Process git = Process.Start(start)!;
        string error = await git.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await git.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(git.ExitCode == 0, error);
    }

    // The lines of that section's table whose first cell is a number.
    private static List<(int Row, string Tests, string Mutations)> ReadTable() =>
    [
        .. from line in File.ReadLines(Path.Combine(MarkdownFile.Root, "docs", "reliability.md"))
               .SkipWhile(line => line != "## What bit others").Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
           where NumberedRow().IsMatch(line)
           let cells = line.Split('|', StringSplitOptions.TrimEntries)
           select (int.Parse(cells[1], CultureInfo.InvariantCulture), cells[3], cells[4]),
    ];

    [GeneratedRegex(@"^\| \d+ \|")]
    private static partial Regex NumberedRow();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
