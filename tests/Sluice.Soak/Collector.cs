using System.Diagnostics;

namespace Sluice.Soak;

/// <summary>
/// Moves everything that can be moved, again and again: memory that a send reads without having pinned it is somewhere else then. GCStress itself is for checked builds of
/// the runtime alone.
/// </summary>
internal sealed class Collector : IDisposable
{
    private readonly ManualResetEventSlim _isOver = new();
    private readonly Thread _thread;

    public Collector()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "collector" };
        _thread.Start();
    }

    public void Dispose()
    {
        _isOver.Set();
        _thread.Join();
        _isOver.Dispose();
    }

    private void Run()
    {
        TimeSpan taken = TimeSpan.Zero;
        // A collection stops all threads, and on a busy machine that lasts: one that follows at once leaves them nothing. So they have as long as it took.
        for (int i = 0; !_isOver.Wait(taken); i++)
        {
            long begin = Stopwatch.GetTimestamp();
            // Garbage between what is in use is what a compaction closes up.
            for (int j = 0; j < 100; j++)
                _ = new byte[1000];
            GC.Collect(i % 4 == 0 ? 2 : 0, GCCollectionMode.Forced, blocking: true, compacting: true);
            taken = Stopwatch.GetElapsedTime(begin);
        }
    }
}
