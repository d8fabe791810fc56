using System.IO.Enumeration;

namespace Sluice.Cli.Demo;

/// <summary>
/// The files of the user's own that the demo sends: those of this repository, or those of the folder it is started in.
/// The patterns are expanded here as well, for the call that knows none and as a check on the library's own expansion.
/// </summary>
/// <param name="Folder">The folder that patterns and names are relative to.</param>
/// <param name="Patterns">Wildcard patterns, each with at least one match.</param>
/// <param name="Names">Their matches, in order.</param>
internal sealed record RealFiles(string Folder, IReadOnlyList<string> Patterns, IReadOnlyList<string> Names)
{
    private const string RepositoryMark = "Sluice.slnx";

    // A folder beyond these is left out: the demo is to end within seconds and below a limit of 1,024 open files, twice over for the warm-up.
    private const int MostNames = 256;
    private const long MostBytes = 256L << 20;

    private static readonly string[] RepositoryPatterns = ["*.md", "docs/*.md", "src/Sluice/*.cs", "src/Sluice/Streams/*.cs"];

    // The leading folder keeps a name that begins with a dash from being taken for an option.
    private static readonly string[] OtherPatterns = ["./*"];

    public static RealFiles Find(string start)
    {
        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, RepositoryMark)))
                return Find(folder.FullName, RepositoryPatterns);
        }

        RealFiles found = Find(start, OtherPatterns);
        return found.Names.Count <= MostNames && found.Names.Sum(name => LengthOf(new FileInfo(Path.Combine(start, name)))) <= MostBytes
            ? found
            : new RealFiles(start, [], []);
    }

    private static RealFiles Find(string folder, string[] patterns)
    {
        List<string> used = [];
        List<string> names = [];
        foreach (string pattern in patterns)
        {
            List<string> matches = Expand(folder, pattern);
            if (matches.Count == 0)
                continue;
            used.Add(pattern);
            names.AddRange(matches);
        }

        return new RealFiles(folder, used, names);
    }

    private static List<string> Expand(string folder, string pattern)
    {
        int last = pattern.LastIndexOf('/') + 1;
        DirectoryInfo parent = new(Path.Combine(folder, pattern[..last]));
        if (!parent.Exists)
            return [];
        List<string> matches =
        [
            .. parent.EnumerateFiles()
                .Where(file => FileSystemName.MatchesSimpleExpression(pattern.AsSpan(last), file.Name, ignoreCase: false) && LengthOf(file) > 0)
                .Select(file => pattern[..last] + file.Name),
        ];
        matches.Sort(StringComparer.Ordinal);
        return matches;
    }

    /// <summary>
    /// The size of what a name leads to, 0 where it leads nowhere. FIFOs, sockets and devices have none either, and opening one to hash it could
    /// wait for ever: what has no size is not sent.
    /// </summary>
    private static long LengthOf(FileInfo file)
    {
        try
        {
            return (file.ResolveLinkTarget(returnFinalTarget: true) ?? file) is FileInfo { Exists: true } target ? target.Length : 0;
        }
        catch (IOException)
        {
            // Links that lead round in a circle.
            return 0;
        }
    }
}
