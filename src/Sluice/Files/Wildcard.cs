namespace Sluice.Files;

/// <summary>What <c>*</c> and <c>?</c> in the last part of a path stand for: any characters, and exactly one. Nothing else is special.</summary>
internal static class Wildcard
{
    /// <summary>Whether a path has one in its last part.</summary>
    public static bool IsIn(string path) => PatternOf(path).IndexOfAny('*', '?') >= 0;

    /// <summary>The last part of a path.</summary>
    public static ReadOnlySpan<char> PatternOf(string path)
    {
        // In a UNC path with backslashes these separate, and nowhere else on Linux.
        ReadOnlySpan<char> last = Path.GetFileName(path.AsSpan());
        return path.StartsWith(@"\\", StringComparison.Ordinal) ? last[(last.LastIndexOf('\\') + 1)..] : last;
    }

    /// <summary>The matches in ordinal order. Throws where there are none.</summary>
    public static IReadOnlyList<string> Sort(List<string> matches, string path)
    {
        if (matches.Count == 0)
            throw new FileNotFoundException($"No file matches '{path}'.", path);
        matches.Sort(StringComparer.Ordinal);
        return matches;
    }

    /// <summary>
    /// Whether a name fits a pattern. Not the framework's own matcher: to that one a backslash, which names on Linux may contain, is special.
    /// </summary>
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        // After a mismatch, the last star takes one character more; stars before it never need to be asked again.
        int star = -1, afterStar = 0, p = 0, n = 0;
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                afterStar = n;
            }
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == name[n]))
            {
                p++;
                n++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                n = ++afterStar;
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].IndexOfAnyExcept('*') < 0;
    }
}
