namespace Sluice.Files;

/// <summary>A path of the form <c>\\server\share\path</c>, <c>//server/share/path</c> or <c>\\?\UNC\server\share\path</c>, taken apart.</summary>
/// <param name="Server">The server, as it was written.</param>
/// <param name="Share">The share, as it was written.</param>
/// <param name="Relative">The path within the share, with slashes, without <c>.</c> and <c>..</c>; empty for the share itself.</param>
/// <param name="IsWindows">Whether it was written with backslashes, and can be nothing else.</param>
internal readonly record struct UncPath(string Server, string Share, string Relative, bool IsWindows)
{
    private const string LongPrefix = @"\\?\UNC\";

    /// <summary>Whether a path may be one: two equal separators, and then none.</summary>
    public static bool IsLikely(string path) => path.Length > 3 && path[0] is '\\' or '/' && path[1] == path[0] && path[2] != path[0];

    /// <summary>Null for any other path.</summary>
    public static UncPath? Parse(string path)
    {
        if (!IsLikely(path))
            return null;
        bool isWindows = path[0] == '\\';
        string rest = path.StartsWith(LongPrefix, StringComparison.OrdinalIgnoreCase) ? path[LongPrefix.Length..] : path[2..];

        // With slashes, a backslash is a character of a name, as everywhere on Linux: so the matches of a wildcard are always written that way.
        string[] parts = isWindows ? rest.Split('\\', '/') : rest.Split('/');
        if (parts.Length < 2 || !IsName(parts[0]) || !IsName(parts[1]))
            return null;

        // As on Windows, ".." at the top of a share stays there.
        List<string> within = [];
        foreach (string part in parts.AsSpan(2))
        {
            if (part == "..")
                within.RemoveRange(Math.Max(0, within.Count - 1), Math.Min(1, within.Count));
            else if (part.Length > 0 && part != ".")
                within.Add(part);
        }

        return new UncPath(parts[0], parts[1], string.Join('/', within), isWindows);
    }

    public bool IsOn(string server, string share) =>
        server.Equals(Server, StringComparison.OrdinalIgnoreCase) && share.Equals(Share, StringComparison.OrdinalIgnoreCase);

    /// <summary>Another file of the same share.</summary>
    public string PathOf(string relative) => $"//{Server}/{Share}/{relative}";

    // The device names of Windows, \\.\ and \\?\, are no servers; and as folders such names would lead elsewhere.
    private static bool IsName(string part) => part is not ("" or "." or ".." or "?");
}
