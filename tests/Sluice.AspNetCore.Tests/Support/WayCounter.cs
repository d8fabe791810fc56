using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Sluice.AspNetCore.Tests.Support;

/// <summary>Listens to the counter of files of one application.</summary>
public sealed class WayCounter : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _sendFile;
    private long _copy;

    public WayCounter(IServiceProvider services)
    {
        IMeterFactory factory = services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "sluice.aspnetcore.files" && ReferenceEquals(instrument.Meter.Scope, factory))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            if (tags[0].Value is "sendfile")
                Interlocked.Add(ref _sendFile, value);
            else
                Interlocked.Add(ref _copy, value);
        });
        _listener.Start();
    }

    public long SendFile => Interlocked.Read(ref _sendFile);

    public long Copy => Interlocked.Read(ref _copy);

    public void Dispose() => _listener.Dispose();
}
