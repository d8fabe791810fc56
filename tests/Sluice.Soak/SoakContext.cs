using Sluice.Soak.Content;
using Sluice.Soak.Lanes;

namespace Sluice.Soak;

/// <summary>What all lanes share.</summary>
internal sealed class SoakContext(FileStore files, Transmitters transmitters, Tally tally)
{
    private volatile bool _isOver;

    public FileStore Files { get; } = files;

    public Transmitters Transmitters { get; } = transmitters;

    public Tally Tally { get; } = tally;

    public bool IsOver => _isOver;

    public void End() => _isOver = true;
}
