using System.IO.Enumeration;

namespace Sluice.Files;

/// <summary>The files that a path with <c>*</c> or <c>?</c> in its last part stands for.</summary>
internal static class Wildcard
{
    /// <summary>Null where the path has no wildcard, or names an existing file as it is.</summary>
    /// <param name="path">A path whose last part may have a wildcard.</param>
    /// <param name="isRegular">Whether a match is a regular file, links followed: what is not is passed over.</param>
    public static IReadOnlyList<string>? Expand(string path, Func<string, bool> isRegular)
    {
        ReadOnlySpan<char> pattern = Path.GetFileName(path.AsSpan());
        if (pattern.IndexOfAny('*', '?') < 0 || File.Exists(path))
            return null;

        return Match(path[..^pattern.Length], pattern.ToString(), isRegular);
    }

    // Apart, so that its closures are not made for every path without a wildcard.
    private static string[] Match(string folder, string pattern, Func<string, bool> isRegular)
    {
        string[] matches = [.. Find(folder.Length == 0 ? "." : folder, pattern).Select(name => folder + name).Where(isRegular)];
        if (matches.Length == 0)
            throw new FileNotFoundException($"No file matches '{folder}{pattern}'.", folder + pattern);
        Array.Sort(matches, StringComparer.Ordinal);
        return matches;
    }

    private static string[] Find(string folder, string pattern)
    {
        EnumerationOptions everything = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };
        try
        {
            return
            [
                .. new FileSystemEnumerable<string>(folder, static (ref entry) => entry.FileName.ToString(), everything)
                {
                    ShouldIncludePredicate = (ref entry) => !entry.IsDirectory && FileSystemName.MatchesSimpleExpression(pattern, entry.FileName, ignoreCase: false),
                },
            ];
        }
        catch (DirectoryNotFoundException)
        {
            throw new DirectoryNotFoundException($"The folder '{folder}' does not exist.");
        }
    }
}
