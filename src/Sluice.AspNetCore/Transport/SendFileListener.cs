using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Sluice.AspNetCore.Transport;

/// <summary>A stock listener whose connections have an output of ours.</summary>
internal sealed class SendFileListener(IConnectionListener inner, Transmitter transmitter, long pauseThreshold) : IConnectionListener
{
    public EndPoint EndPoint => inner.EndPoint;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        ConnectionContext? connection = await inner.AcceptAsync(cancellationToken).ConfigureAwait(false);
        return connection is null ? null : SendFileConnection.Attach(connection, transmitter, pauseThreshold);
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => inner.UnbindAsync(cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
