using System.Diagnostics.Metrics;

namespace Sluice.TestSupport.Diagnostics;

/// <summary>Listens to the meter <c>Sluice</c> and adds up what it is told.</summary>
public sealed class MeterRecorder : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _sums = [];
    private readonly Dictionary<string, Instrument> _instruments = [];

    public MeterRecorder()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name != "Sluice")
                return;
            lock (_gate)
                _instruments.Add(instrument.Name, instrument);
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            // Of what is observed the last value holds, of a counter the sum.
            string key = $"{instrument.Name}{{{string.Join(",", tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}}}";
            lock (_gate)
                _sums[key] = instrument.IsObservable ? value : _sums.GetValueOrDefault(key) + value;
        });
        _listener.Start();
    }

    /// <summary>The instruments of the meter, by name.</summary>
    public IReadOnlyDictionary<string, Instrument> Instruments => _instruments;

    /// <summary>The sum of one series; 0 where it does not exist.</summary>
    public long this[string series]
    {
        get
        {
            lock (_gate)
                return _sums.GetValueOrDefault(series);
        }
    }

    /// <summary>The series of one instrument, by their attributes.</summary>
    public Dictionary<string, long> Of(string instrument)
    {
        lock (_gate)
        {
            return _sums.Where(sum => sum.Key.StartsWith(instrument + "{", StringComparison.Ordinal))
                .ToDictionary(sum => sum.Key[(instrument.Length + 1)..^1], sum => sum.Value);
        }
    }

    /// <summary>Asks what is observed for its value now.</summary>
    public void Observe() => _listener.RecordObservableInstruments();

    public void Dispose() => _listener.Dispose();
}
