using CsCheck;
using Microsoft.Extensions.FileProviders;
using Sluice.Cli.Serving;
using Sluice.TestSupport.Files;
using Sluice.TestSupport.Fuzzing;
using Xunit;

namespace Sluice.Cli.Tests.Fuzzing;

/// <summary>Paths of requests, as they come behind the server's own decoding: nothing outside of the folder is seen, and nothing hidden.</summary>
public sealed class ServedPathFuzz : IDisposable
{
    private static readonly Gen<string> Paths = Spoilt.Text(
        ["/index.html", "/in/a.js", "/in/", "/in", "/", "/../secret", "/in/../../secret", "/.hidden", "/in/.git/config", "/link", "/in/out/secret", "/within"],
        "/", "/..", "/.", "..", ".", "in", "secret", "link", ".git", "//", "\\..\\");

    private readonly TemporaryFolder _folder = new();

    public ServedPathFuzz()
    {
        Directory.CreateDirectory(_folder.In("served/in/.git"));
        foreach (string file in (string[])["secret", "served/index.html", "served/.hidden", "served/in/a.js", "served/in/a.js.br", "served/in/.git/config"])
            _folder.Write(file, 10);
        File.CreateSymbolicLink(_folder.In("served/link"), "../secret");
        File.CreateSymbolicLink(_folder.In("served/in/out"), _folder.Path);
        File.CreateSymbolicLink(_folder.In("served/within"), "in/a.js");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Path_LeadsToAFileThatMayBeSeen_OrToNone()
    {
        using ServedFolder served = new(new ServerSettings { Folder = _folder.In("served"), Endpoints = [] });
        string[] seen = [_folder.In("served/index.html"), _folder.In("served/in/a.js"), _folder.In("served/in/a.js.br")];
        Fuzz.Check(
            Paths,
            path =>
            {
                // Refused before it comes here (ServeTests).
                if (path.Contains('\0'))
                    return false;
                IFileInfo file = served.GetFileInfo(path);
                IDirectoryContents contents = served.GetDirectoryContents(path);

                Assert.All(contents, entry => Assert.Contains(entry.PhysicalPath, (string[])[.. seen, _folder.In("served/in")]));
                if (!file.Exists)
                    return contents.Exists;
                Assert.Contains(file.PhysicalPath, seen);
                using Stream stream = file.CreateReadStream();
                Assert.Equal(10, stream.Length);
                return true;
            },
            Fuzz.Print);
    }
}
