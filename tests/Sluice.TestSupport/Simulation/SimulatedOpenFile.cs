namespace Sluice.TestSupport.Simulation;

/// <summary>A file or folder that is open.</summary>
internal sealed class SimulatedOpenFile(SimulatedFile file, string? path = null) : SimulatedObject
{
    public SimulatedFile File { get; } = file;

    /// <summary>The path that it was opened by; null for a handle that a test gave out.</summary>
    public string? Path { get; } = path;

    /// <summary>Entries of a folder that were told already.</summary>
    public int EntriesTold { get; set; }
}
