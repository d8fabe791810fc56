using System.Text.RegularExpressions;

namespace Sluice.Docs.Tests;

/// <summary>A page of the documentation, with its code blocks and its links.</summary>
internal sealed partial class MarkdownFile(string path)
{
    private readonly string[] _lines = File.ReadAllLines(path);

    public static string Root { get; } = FindRoot();

    public string Name { get; } = System.IO.Path.GetRelativePath(Root, path);

    /// <summary>Every page of the repository.</summary>
    public static IEnumerable<MarkdownFile> All() =>
        from path in Directory.EnumerateFiles(Root, "*.md", SearchOption.AllDirectories)
        let relative = System.IO.Path.GetRelativePath(Root, path)
        where !relative.Split('/').Any(part => part is "bin" or "obj" or "node_modules" || (part.StartsWith('.') && part != ".ci"))
        orderby relative
        select new MarkdownFile(path);

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

    /// <summary>The anchors of its headings, as the usual renderers make them.</summary>
    public IEnumerable<string> Anchors() =>
        from line in _lines
        where line.StartsWith('#')
        select NotInAnchors().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-');

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder, "Sluice.slnx")))
            folder = System.IO.Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("The tests run outside the repository.");
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex InlineCode();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors();
}
