namespace Sluice.Compare.Startup;

/// <summary>A build of Sluice.FirstSend.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Path">Its assembly, or its executable.</param>
internal sealed record StartupBuild(string Name, string Path)
{
    /// <summary>Whether it is run by <c>dotnet exec</c>.</summary>
    public bool IsAssembly => System.IO.Path.GetExtension(Path) == ".dll";

    /// <summary>Takes apart NAME=PATH; null where it is not that, or nothing is there.</summary>
    public static StartupBuild? Parse(string text) => text.Split('=', 2) is [var name, var path] && File.Exists(path) ? new StartupBuild(name, path) : null;
}
