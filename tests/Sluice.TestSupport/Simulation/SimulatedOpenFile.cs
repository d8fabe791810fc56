namespace Sluice.TestSupport.Simulation;

/// <summary>A file that is open.</summary>
internal sealed class SimulatedOpenFile(SimulatedFile file) : SimulatedObject
{
    public SimulatedFile File { get; } = file;
}
