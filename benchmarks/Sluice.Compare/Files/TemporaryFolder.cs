namespace Sluice.Compare.Files;

/// <summary>A temporary folder, gone with all that is in it when it is disposed of; with the process, where a run is given up before that.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder;

    /// <param name="purpose">What its name says that it is for.</param>
    public TemporaryFolder(string purpose)
    {
        _folder = Directory.CreateTempSubdirectory($"sluice-{purpose}-");
        AppDomain.CurrentDomain.ProcessExit += OnExit;
    }

    public string FullName => _folder.FullName;

    public string this[string name] => Path.Combine(FullName, name);

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        _folder.Delete(recursive: true);
    }

    private void OnExit(object? sender, EventArgs e)
    {
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (IOException)
        {
            // Whoever writes into it has not ended yet.
        }
    }
}
