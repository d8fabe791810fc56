using BenchmarkDotNet.Attributes;
using Sluice.Planning;

namespace Sluice.Benchmarks;

/// <summary>The hop from elements to segments, and the clearing of the plan after the send.</summary>
[MemoryDiagnoser]
public class PlannerBenchmarks
{
    private readonly SendPlan _plan = new();
    private readonly FixedFiles _files = new(16 * 1024);
    private readonly PacketElement[] _headerAndFile = [new byte[200], PacketElement.FromFile("a.bin")];
    private readonly PacketElement[] _buffers = [.. Enumerable.Range(0, 64).Select(_ => (PacketElement)new byte[64])];

    [Benchmark]
    public int HeaderAndFile() => Plan(_headerAndFile);

    [Benchmark]
    public int Buffers64() => Plan(_buffers);

    private int Plan(PacketElement[] elements)
    {
        SendPlanner.Plan(elements, _plan, _files);
        int count = _plan.Count;
        _plan.Clear();
        return count;
    }
}
