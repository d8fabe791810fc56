using BenchmarkDotNet.Attributes;
using Sluice.Reactor;

namespace Sluice.Benchmarks;

/// <summary>A wait of a reactor from its beginning to its end, among others that go on waiting.</summary>
[MemoryDiagnoser]
public class WaitTableBenchmarks
{
    private readonly SendQueue _queue = new(new IdleOwner());
    private readonly WaitTable _table = new();
    private long _latest;

    /// <summary>Other waits, each with a time of its own.</summary>
    [Params(0, 10_000)]
    public int Others { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        for (int i = 0; i < Others; i++)
            _table.Add(_queue, i + 1);
        _latest = Others + 1;
    }

    /// <summary>Until the socket is writable, however long that lasts.</summary>
    [Benchmark(Baseline = true)]
    public bool Untimed() => _table.Take(_table.Add(_queue, Clock.Never)) is not null;

    /// <summary>With a time behind all others', which does not come: what most stall timeouts are.</summary>
    [Benchmark]
    public bool TimedLast() => _table.Take(_table.Add(_queue, _latest)) is not null;

    /// <summary>With a time before all others', which comes.</summary>
    [Benchmark]
    public bool TimedFirst()
    {
        _table.Add(_queue, 0);
        return _table.TakeDue(0) is not null;
    }
}
