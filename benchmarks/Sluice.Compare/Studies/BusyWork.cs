using System.Diagnostics;

namespace Sluice.Compare.Studies;

/// <summary>Work items that compute for a slice of time and queue themselves again, so that every thread of the pool has something to do, until disposed of.</summary>
internal sealed class BusyWork : IThreadPoolWorkItem, IDisposable
{
    private readonly TimeSpan _slice;
    private readonly CountdownEvent _running;
    private volatile bool _stopping;

    public BusyWork(int items, TimeSpan slice)
    {
        _slice = slice;
        _running = new CountdownEvent(items);
        for (int i = 0; i < items; i++)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    public void Execute()
    {
        long start = Stopwatch.GetTimestamp();
        double sum = 0;
        while (Stopwatch.GetElapsedTime(start) < _slice)
        {
            for (int i = 1; i < 200; i++)
                sum += Math.Sqrt(i);
        }

        GC.KeepAlive(sum);
        if (_stopping)
            _running.Signal();
        else
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    public void Dispose()
    {
        _stopping = true;
        _running.Wait();
        _running.Dispose();
    }
}
