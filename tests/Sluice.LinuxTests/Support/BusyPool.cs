namespace Sluice.LinuxTests.Support;

/// <summary>A thread pool whose threads all compute, with more work waiting than it will add threads for, until disposed of.</summary>
internal sealed class BusyPool : IDisposable
{
    // The pool adds a thread or two a second for want of progress: it never gets through these.
    private const int Items = 2000;

    private readonly CountdownEvent _left = new(Items);
    private int _begun;
    private volatile bool _stopping;

    public BusyPool()
    {
        for (int i = 0; i < Items; i++)
            ThreadPool.UnsafeQueueUserWorkItem(static self => self.Compute(), this, preferLocal: false);
        if (!SpinWait.SpinUntil(() => Volatile.Read(ref _begun) >= 1, Bounded.Limit))
            throw new TimeoutException("The pool did not take up the work.");
    }

    public void Dispose()
    {
        _stopping = true;
        _left.Wait(Bounded.Limit);
    }

    private void Compute()
    {
        Interlocked.Increment(ref _begun);
        double sum = 0;
        while (!_stopping)
        {
            for (int i = 1; i < 1000; i++)
                sum += Math.Sqrt(i);
        }

        GC.KeepAlive(sum);
        _left.Signal();
    }
}
