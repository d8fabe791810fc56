using System.Diagnostics.Metrics;
using BenchmarkDotNet.Attributes;
using Sluice.Operations;
using Sluice.Reactor;

namespace Sluice.Benchmarks;

/// <summary>A whole send on a kernel that does nothing: all that Sluice itself costs, with and without a listener to its meter.</summary>
/// <remarks>Iterations of half a millisecond, many of them: the fastest are whole ones, also where other work interrupts most.</remarks>
[MemoryDiagnoser]
[MinColumn]
[MedianColumn]
[WarmupCount(100)]
[IterationCount(400)]
[InvocationCount(2048)]
public class SendBenchmarks : IAsyncDisposable
{
    private readonly PacketElement[] _buffer = [new byte[200]];
    private readonly PacketElement[] _headerAndFile = [new byte[200], PacketElement.FromFile("a.bin")];
    private readonly SendQueue _queue = new(new IdleOwner());
    private Transmitter _transmitter = null!;
    private MeterListener? _listener;

    /// <summary>Whether somebody listens.</summary>
    [Params(false, true)]
    public bool Listens { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _transmitter = new Transmitter(
            new TransmitterOptions { ReactorThreads = 1 }, new IdleKernel(), ThreadPoolDispatcher.Instance, TimeProvider.System, ownThreads: false);
        if (!Listens)
            return;
        _listener = new MeterListener { InstrumentPublished = static (instrument, listener) => listener.EnableMeasurementEvents(instrument) };
        _listener.SetMeasurementEventCallback<long>(static (_, _, _, _) => { });
        _listener.Start();
    }

    [GlobalCleanup]
    public async ValueTask DisposeAsync()
    {
        _listener?.Dispose();
        await _transmitter.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>One system call.</summary>
    [Benchmark]
    public long Buffer() => Send(_buffer);

    /// <summary>Five: open, measure, read, send, close.</summary>
    [Benchmark]
    public long HeaderAndFile() => Send(_headerAndFile);

    private long Send(PacketElement[] elements)
    {
        ValueTask<long> send = _transmitter.SendAsync(_queue, null, canCork: true, elements, default(SendSettings), default);
        return send.IsCompletedSuccessfully ? send.Result : throw new InvalidOperationException("A send on an idle kernel has to wait for nothing.");
    }
}
