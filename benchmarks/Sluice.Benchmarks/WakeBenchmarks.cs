using BenchmarkDotNet.Attributes;
using Sluice.Kernel;
using Sluice.Reactor;

namespace Sluice.Benchmarks;

/// <summary>
/// From handing an item to another thread until it runs there: to the reactor, which a completion with UseKernelApc never leaves, and to the thread pool, where others
/// complete. The one who hands it over spins, so that only one thread has to be woken.
/// </summary>
[MemoryDiagnoser]
public class WakeBenchmarks : IDisposable
{
    private readonly EpollReactor _reactor = new(LinuxKernel.Instance, new Clock(TimeProvider.System), ThreadPoolDispatcher.Instance, "Benchmarked reactor", ownThread: true);
    private readonly Item _item = new();

    [GlobalCleanup]
    public void Dispose()
    {
        _reactor.Shutdown();
        GC.SuppressFinalize(this);
    }

    /// <summary>No other thread.</summary>
    [Benchmark(Baseline = true)]
    public void Inline() => _item.Execute();

    /// <summary>The reactor, which waits in epoll_wait(2).</summary>
    [Benchmark]
    public void Reactor()
    {
        _item.HasRun = false;
        _reactor.Dispatch(_item);
        _item.WaitUntilItHasRun();
    }

    /// <summary>The thread pool, whose threads have just had work and may still be looking for more.</summary>
    [Benchmark]
    public void Pool()
    {
        _item.HasRun = false;
        ThreadPoolDispatcher.Instance.Dispatch(_item);
        _item.WaitUntilItHasRun();
    }

    private sealed class Item : IThreadPoolWorkItem
    {
        public volatile bool HasRun;

        public void Execute() => HasRun = true;

        public void WaitUntilItHasRun()
        {
            SpinWait spinner = default;
            while (!HasRun)
                spinner.SpinOnce(sleep1Threshold: -1);
        }
    }
}
