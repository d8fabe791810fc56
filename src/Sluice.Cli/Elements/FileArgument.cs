using Sluice.Cli.Commands;
using Sluice.Cli.Output;

namespace Sluice.Cli.Elements;

/// <summary>
/// A file as it is typed: <c>FILE</c>, <c>FILE@OFFSET</c>, <c>FILE@OFFSET+COUNT</c> or <c>FILE@+COUNT</c>. A file of exactly the name that was typed comes first, as it
/// does with wildcards: whoever has one can send it.
/// </summary>
internal static class FileArgument
{
    private const char RangeMark = '@';
    private const char CountMark = '+';

    public static SendElement Parse(string text)
    {
        if (text.Length == 0)
            throw CommandException.Usage("a file name is empty: leave it out, or give --text \"\" for no bytes.");
        int mark = text.LastIndexOf(RangeMark);
        if (mark <= 0 || File.Exists(text) || ParseRange(text[(mark + 1)..]) is not { } range)
            return SendElement.FromFile(text);
        string path = text[..mark];
        return IsPattern(path)
            ? throw CommandException.Usage($"'{text}' is a range of what may be many files: give it for one file, or send the pattern without a range.")
            : SendElement.FromFile(path, range.Offset, range.Count);
    }

    /// <summary>Whether it stands for every file that matches it.</summary>
    public static bool IsPattern(string path) => Path.GetFileName(path.AsSpan()).ContainsAny('*', '?') && !File.Exists(path);

    private static Part? ParseRange(string text)
    {
        int mark = text.IndexOf(CountMark);
        string offset = mark < 0 ? text : text[..mark];
        Part part = default;
        if (mark != 0)
        {
            if (!ByteSize.TryParse(offset, out long first))
                return null;
            part = part with { Offset = first };
        }

        if (mark < 0)
            return part;
        return ByteSize.TryParse(text[(mark + 1)..], out long count) ? part with { Count = count } : null;
    }

    private readonly record struct Part(long Offset, long? Count);
}
