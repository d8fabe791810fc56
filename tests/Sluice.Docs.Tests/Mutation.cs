using System.Globalization;

namespace Sluice.Docs.Tests;

/// <summary>A bug that can be put back into the product, as tests/mutations keeps it: what it is and which tests fail for it, and the patch.</summary>
internal sealed class Mutation(string path)
{
    private readonly string[] _lines = File.ReadAllLines(path);

    public static string Folder { get; } = System.IO.Path.Combine(MarkdownFile.Root, "tests", "mutations");

    public string Path { get; } = path;

    public string Name { get; } = System.IO.Path.GetFileNameWithoutExtension(path);

    /// <summary>The row of the table that it belongs to.</summary>
    public int Row => int.Parse(Assert(Header("Row"), 1)[0], CultureInfo.InvariantCulture);

    public string Bug => Assert(Header("Bug"), 1)[0];

    /// <summary>The full names of the tests that it makes fail.</summary>
    public IReadOnlyList<string> Tests => Header("Test");

    /// <summary>Lines that it puts in or takes out.</summary>
    public int ChangedLines => _lines.Count(line => (line.StartsWith('+') && !line.StartsWith("+++", StringComparison.Ordinal)) || (line.StartsWith('-') && !line.StartsWith("---", StringComparison.Ordinal)));

    public static IReadOnlyList<Mutation> All() => [.. Directory.EnumerateFiles(Folder, "*.patch").Order(StringComparer.Ordinal).Select(file => new Mutation(file))];

    private string[] Header(string name) =>
        [.. _lines.TakeWhile(line => line.Length > 0).Where(line => line.StartsWith($"{name}: ", StringComparison.Ordinal)).Select(line => line[(name.Length + 2)..])];

    private string[] Assert(string[] values, int count) =>
        values.Length == count ? values : throw new InvalidDataException($"{Name} has {values.Length} lines of a kind that it must have {count} of.");
}
