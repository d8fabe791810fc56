using System.Diagnostics.Metrics;

namespace Sluice.Compare.Calls;

/// <summary>The system calls that Sluice's own meter tells of, in this process.</summary>
internal sealed class MeteredCalls : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _count;

    public MeteredCalls()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument is { Meter.Name: "Sluice", Name: "sluice.system_calls" })
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, calls, _, _) => Interlocked.Add(ref _count, calls));
        _listener.Start();
    }

    public long Count => Interlocked.Read(ref _count);

    public void Dispose() => _listener.Dispose();
}
