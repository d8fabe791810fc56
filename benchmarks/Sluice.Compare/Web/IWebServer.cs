namespace Sluice.Compare.Web;

/// <summary>A web server over a folder, as a process of its own.</summary>
internal interface IWebServer : IDisposable
{
    string Name { get; }

    int Port { get; }

    /// <summary>The processes that do the work.</summary>
    IReadOnlyList<int> Processes { get; }
}
