using BenchmarkDotNet.Attributes;
using Sluice.Planning;

namespace Sluice.Benchmarks;

/// <summary>The way of the cursor through a plan of 64 buffers of 64 bytes.</summary>
[MemoryDiagnoser]
public class CursorBenchmarks
{
    private const int Buffers = 64;
    private const int BufferBytes = 64;

    private readonly SendPlan _plan = new();

    /// <summary>Bytes that the kernel takes at a time: all, one buffer, or an odd number that ends within one.</summary>
    [Params(Buffers * BufferBytes, BufferBytes, 1000)]
    public int Step { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        for (int i = 0; i < Buffers; i++)
            _plan.AddMemory(new byte[BufferBytes], i);
    }

    [Benchmark]
    public long Advance()
    {
        SendCursor cursor = new(_plan);
        for (long left = Buffers * BufferBytes; left > 0; left -= Step)
            cursor.Advance(Math.Min(left, Step));
        return cursor.Position;
    }
}
