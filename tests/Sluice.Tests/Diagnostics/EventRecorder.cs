using System.Diagnostics.Tracing;

namespace Sluice.Tests.Diagnostics;

/// <summary>Listens to the event source <c>Sluice</c> and keeps what it is told, as text.</summary>
internal sealed class EventRecorder(EventLevel level = EventLevel.Verbose) : EventListener
{
    private readonly Lock _gate = new();
    private readonly List<(long Send, string Text)> _events = [];
    private EventSource? _source;

    /// <summary>The events of every send, in the order of their beginnings.</summary>
    public IReadOnlyList<string[]> Sends
    {
        get
        {
            lock (_gate)
                return [.. _events.GroupBy(told => told.Send, told => told.Text).OrderBy(send => send.Key).Select(send => send.ToArray())];
        }
    }

    /// <summary>Begins to listen: the constructor of the base is too early, for it calls back before the level is known.</summary>
    public EventRecorder Start()
    {
        EventSourceCreated += (_, created) => Enable(created.EventSource!);
        return this;
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventSource.Name != "Sluice")
            return;
        lock (_gate)
            _events.Add(((long)eventData.Payload![0]!, $"{eventData.EventName} {string.Join(' ', eventData.Payload.Skip(1))}".TrimEnd()));
    }

    public override void Dispose()
    {
        if (_source is { } source)
            DisableEvents(source);
        base.Dispose();
    }

    private void Enable(EventSource source)
    {
        if (source.Name != "Sluice")
            return;
        _source = source;
        EnableEvents(source, level);
    }
}
