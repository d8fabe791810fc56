using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace Sluice.AspNetCore.Transport;

/// <summary>Kestrel's socket transport, with connections whose output can take files.</summary>
/// <param name="inner">The stock transport.</param>
/// <param name="socketOptions">Its options.</param>
/// <param name="transmitter">What sends.</param>
/// <param name="isUsable">Tells, once it is needed, whether this Kestrel works as it must; otherwise everything stays stock.</param>
internal sealed class SendFileListenerFactory(
    SocketTransportFactory inner, IOptions<SocketTransportOptions> socketOptions, Transmitter transmitter, Func<Task<bool>> isUsable)
    : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    public bool CanBind(EndPoint endpoint) => inner.CanBind(endpoint);

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        bool usable = await isUsable().ConfigureAwait(false);
        IConnectionListener listener = await inner.BindAsync(endpoint, cancellationToken).ConfigureAwait(false);
        return usable ? new SendFileListener(listener, transmitter, socketOptions.Value.MaxWriteBufferSize ?? 0) : listener;
    }
}
