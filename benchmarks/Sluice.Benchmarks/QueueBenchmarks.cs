using BenchmarkDotNet.Attributes;
using Sluice.Reactor;

namespace Sluice.Benchmarks;

/// <summary>The hop of a send into its socket's queue, out of it, and behind others.</summary>
[MemoryDiagnoser]
public class QueueBenchmarks
{
    private readonly SendQueue _queue = new(new IdleOwner());
    private readonly ScriptedOperation _first;
    private readonly ScriptedOperation _second;

    public QueueBenchmarks()
    {
        _first = new ScriptedOperation(_queue);
        _second = new ScriptedOperation(_queue);
    }

    /// <summary>The socket takes everything at once.</summary>
    [Benchmark(Baseline = true)]
    public bool Start() => _queue.Start(_first);

    /// <summary>The socket is full: the send is parked, and goes on when it is writable.</summary>
    [Benchmark]
    public bool StartAndContinue()
    {
        _first.TurnsBlocked = 1;
        bool isPending = _queue.Start(_first);
        _queue.Continue();
        return isPending;
    }

    /// <summary>A second send waits behind it.</summary>
    [Benchmark]
    public bool StartBehindAnother()
    {
        _first.TurnsBlocked = 1;
        _queue.Start(_first);
        bool isPending = _queue.Start(_second);
        _queue.Continue();
        _queue.Continue();
        return isPending;
    }
}
