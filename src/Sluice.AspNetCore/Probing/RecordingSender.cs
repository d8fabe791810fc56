using Sluice.AspNetCore.Transport;

namespace Sluice.AspNetCore.Probing;

/// <summary>Takes what a connection sends, and keeps it as it came.</summary>
internal sealed class RecordingSender : IOutputSender
{
    private readonly List<PacketElement> _elements = [];

    /// <summary>All elements that were sent, in order. To be looked at when the connection has ended.</summary>
    public IReadOnlyList<PacketElement> Elements => _elements;

    public bool IsAborted { get; private set; }

    public ValueTask<long> SendAsync(ReadOnlySpan<PacketElement> elements, SendPacketsOptions? options)
    {
        _elements.AddRange(elements);
        return ValueTask.FromResult(0L);
    }

    public void Abort(Exception reason) => IsAborted = true;
}
