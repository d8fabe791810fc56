using System.Diagnostics.Metrics;
using BenchmarkDotNet.Attributes;
using Sluice.Operations;
using Sluice.Reactor;

namespace Sluice.Benchmarks;

/// <summary>A whole send on a kernel that does nothing: all that Sluice itself costs, with and without a listener to its meter.</summary>
[MemoryDiagnoser]
public class SendBenchmarks
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
    public void Cleanup() => _listener?.Dispose();

    /// <summary>One system call.</summary>
    [Benchmark]
    public long Buffer() => Send(_buffer);

    /// <summary>Five: open, measure, read, send, close.</summary>
    [Benchmark]
    public long HeaderAndFile() => Send(_headerAndFile);

    private long Send(PacketElement[] elements) =>
        _transmitter.SendAsync(_queue, null, canCork: true, elements, default(SendSettings), default).GetAwaiter().GetResult();
}
