namespace Sluice.Soak;

/// <summary>
/// Moves everything that can be moved, all the time: memory that a send reads without having pinned it is somewhere else then. GCStress itself is for checked builds of the
/// runtime alone.
/// </summary>
internal sealed class Collector : IDisposable
{
    private readonly Thread _thread;
    private volatile bool _isOver;

    public Collector()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "collector" };
        _thread.Start();
    }

    public void Dispose()
    {
        _isOver = true;
        _thread.Join();
    }

    private void Run()
    {
        for (int i = 0; !_isOver; i++)
        {
            // Garbage between what is in use is what a compaction closes up.
            for (int j = 0; j < 100; j++)
                _ = new byte[1000];
            GC.Collect(i % 4 == 0 ? 2 : 0, GCCollectionMode.Forced, blocking: true, compacting: true);
        }
    }
}
