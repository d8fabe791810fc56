using System.Text.RegularExpressions;

namespace Sluice.Docs.Tests;

/// <summary>A page of the documentation, with its code blocks and its links.</summary>
internal sealed partial class MarkdownFile(string path)
{
    // As the generator writes it.
    private const string ExampleHeading = "### Example";

    private readonly string[] _lines = File.ReadAllLines(path);

    public static string Root { get; } = FindRoot();

    public string Name { get; } = System.IO.Path.GetRelativePath(Root, path);

    /// <summary>Whether docs/api.sh made it. Its code is then of two kinds: declarations, and the examples of the XML documentation.</summary>
    public bool IsGenerated => Name.StartsWith("docs/api/", StringComparison.Ordinal) && Name != "docs/api/README.md";

    /// <summary>Every page of the repository.</summary>
    public static IEnumerable<MarkdownFile> All() =>
        from path in Directory.EnumerateFiles(Root, "*.md", SearchOption.AllDirectories)
        let relative = System.IO.Path.GetRelativePath(Root, path)
        where !relative.Split('/').Any(part => part is "bin" or "obj" or "node_modules" || (part.StartsWith('.') && part != ".ci"))
        orderby relative
        select new MarkdownFile(path);

    /// <summary>The code blocks of a language that are to compile, each with the line that it begins in: all of them, and of a generated page its examples.</summary>
    public IEnumerable<(int Line, string Code)> Examples(string language) =>
        from block in Blocks(language)
        where !IsGenerated || HeadingAbove(block.Line) == ExampleHeading
        select block;

    /// <summary>The code blocks of a language, each with the line that it begins in.</summary>
    public IEnumerable<(int Line, string Code)> Blocks(string language)
    {
        int begin = -1;
        bool wanted = false;
        for (int i = 0; i < _lines.Length; i++)
        {
            if (!_lines[i].StartsWith("```", StringComparison.Ordinal))
                continue;
            if (begin < 0)
            {
                begin = i + 1;
                wanted = _lines[i][3..].Trim() == language;
                continue;
            }

            if (wanted)
                yield return (begin + 1, string.Join('\n', _lines[begin..i]));
            begin = -1;
        }

        if (begin >= 0)
            throw new InvalidDataException($"{Name}: the code block of line {begin} does not end.");
    }

    /// <summary>The targets of its links to other files, without those inside of code.</summary>
    public IEnumerable<string> Links()
    {
        bool isCode = false;
        foreach (string line in _lines)
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
                isCode = !isCode;
            if (isCode)
                continue;
            foreach (Match match in Link().Matches(InlineCode().Replace(line, "")))
                yield return match.Groups[1].Value;
        }
    }

    /// <summary>The anchors of its headings, as the usual renderers make them, and those that it sets itself.</summary>
    public IEnumerable<string> Anchors() =>
        (from line in _lines
         where line.StartsWith('#')
         select NotInAnchors().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-'))
        .Concat(OwnAnchors());

    /// <summary>The anchors that it sets itself.</summary>
    public IEnumerable<string> OwnAnchors() =>
        from line in _lines
        from match in OwnAnchor().Matches(line)
        select match.Groups[1].Value;

    private string HeadingAbove(int line) => _lines[..line].Last(above => above.StartsWith('#'));

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder, "Sluice.slnx")))
            folder = System.IO.Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("The tests run outside the repository.");
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("<a id=\"([^\"]+)\"></a>")]
    private static partial Regex OwnAnchor();

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex InlineCode();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors();
}
