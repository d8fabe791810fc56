using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Sluice.AspNetCore.Probing;

/// <summary>A transport that has one connection to offer, and nothing to do with a network.</summary>
internal sealed class ProbeListener(ProbeConnection connection) : IConnectionListenerFactory, IConnectionListener
{
    private readonly TaskCompletionSource<ConnectionContext?> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ProbeConnection? _next = connection;

    public EndPoint EndPoint { get; private set; } = new IPEndPoint(IPAddress.Loopback, 0);

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        EndPoint = endpoint;
        return ValueTask.FromResult<IConnectionListener>(this);
    }

    public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
        Interlocked.Exchange(ref _next, null) is { } first ? ValueTask.FromResult<ConnectionContext?>(first) : new ValueTask<ConnectionContext?>(_end.Task);

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _end.TrySetResult(null);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => UnbindAsync();
}
