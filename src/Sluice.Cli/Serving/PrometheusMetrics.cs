using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Sluice.Cli.Serving;

/// <summary>Adds up what the server's meters measure, and writes it in the text format of Prometheus. Of a histogram: its sum and its count.</summary>
internal sealed class PrometheusMetrics : IDisposable
{
    private static readonly string[] Meters = ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Sluice.AspNetCore"];

    // Others, such as the route or the version of TLS, would only multiply the series.
    private static readonly string[] Tags = ["http.request.method", "http.response.status_code", "network.protocol.version", "sluice.way"];

    private readonly ConcurrentDictionary<(Instrument Instrument, string Labels), Total> _totals = new();
    private readonly MeterListener _listener = new();

    /// <param name="factory">That of the server: other servers of the process, such as that of the self-test, have others.</param>
    public PrometheusMetrics(IMeterFactory factory)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (Meters.Contains(instrument.Meter.Name) && ReferenceEquals(instrument.Meter.Scope, factory))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    public string Write()
    {
        StringBuilder text = new();
        foreach (IGrouping<Instrument, KeyValuePair<(Instrument Instrument, string Labels), Total>> series in
            _totals.GroupBy(total => total.Key.Instrument).OrderBy(group => group.Key.Name, StringComparer.Ordinal))
        {
            Append(text, series.Key, series);
        }

        text.Append("# TYPE process_resident_memory_bytes gauge\n").Append(CultureInfo.InvariantCulture, $"process_resident_memory_bytes {Environment.WorkingSet}\n");
        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    private static void Append(StringBuilder text, Instrument instrument, IEnumerable<KeyValuePair<(Instrument Instrument, string Labels), Total>> series)
    {
        string name = instrument.Name.Replace('.', '_') + (instrument.Unit == "s" ? "_seconds" : "");
        bool isHistogram = instrument is Histogram<double> or Histogram<long>;
        bool isCounter = instrument is Counter<long> or Counter<double>;
        name += isCounter ? "_total" : "";
        text.Append(CultureInfo.InvariantCulture, $"# TYPE {name} {(isHistogram ? "summary" : isCounter ? "counter" : "gauge")}\n");
        foreach (((_, string labels), Total total) in series.OrderBy(one => one.Key.Labels, StringComparer.Ordinal))
        {
            (double sum, long count) = total.Read();
            if (isHistogram)
                text.Append(CultureInfo.InvariantCulture, $"{name}_sum{labels} {sum}\n{name}_count{labels} {count}\n");
            else
                text.Append(CultureInfo.InvariantCulture, $"{name}{labels} {sum}\n");
        }
    }

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        StringBuilder labels = new();
        foreach ((string name, object? tag) in tags)
        {
            if (Tags.Contains(name))
                labels.Append(CultureInfo.InvariantCulture, $"{(labels.Length == 0 ? "{" : ",")}{name.Replace('.', '_')}=\"{tag}\"");
        }

        if (labels.Length > 0)
            labels.Append('}');
        _totals.GetOrAdd((instrument, labels.ToString()), static _ => new Total()).Add(value);
    }

    private sealed class Total
    {
        private readonly Lock _gate = new();
        private double _sum;
        private long _count;

        public void Add(double value)
        {
            lock (_gate)
            {
                _sum += value;
                _count++;
            }
        }

        public (double Sum, long Count) Read()
        {
            lock (_gate)
                return (_sum, _count);
        }
    }
}
