namespace Sluice.ApiReference;

/// <summary>The folder of the pages. Its README.md is written by hand, and left alone.</summary>
internal sealed class PageFolder(string path)
{
    public void Replace(IReadOnlyDictionary<string, string> pages)
    {
        foreach (string name in Names().Where(name => !pages.ContainsKey(name)))
            File.Delete(Path.Combine(path, name));
        foreach ((string name, string text) in pages)
            File.WriteAllText(Path.Combine(path, name), text);
    }

    /// <summary>A line for each page that is missing, is too many, or says something else.</summary>
    public IEnumerable<string> DifferencesTo(IReadOnlyDictionary<string, string> pages)
    {
        foreach (string name in Names().Where(name => !pages.ContainsKey(name)))
            yield return $"{path}/{name}: there is no such public type";
        foreach ((string name, string text) in pages)
        {
            string file = Path.Combine(path, name);
            if (!File.Exists(file))
                yield return $"{path}/{name}: missing";
            else if (FirstDifference(File.ReadAllLines(file), text.Split('\n')[..^1]) is { } line)
                yield return $"{path}/{name}: out of date from line {line} on";
        }
    }

    private static int? FirstDifference(string[] committed, string[] made)
    {
        int same = committed.Zip(made).TakeWhile(pair => pair.First == pair.Second).Count();
        return same == committed.Length && same == made.Length ? null : same + 1;
    }

    private IEnumerable<string> Names() =>
        from file in Directory.EnumerateFiles(path, "*.md").Order(StringComparer.Ordinal)
        let name = Path.GetFileName(file)
        where name != "README.md"
        select name;
}
