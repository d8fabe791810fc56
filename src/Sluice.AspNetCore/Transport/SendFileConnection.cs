using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Sluice.AspNetCore.Transport;

/// <summary>A connection of the stock socket transport with an output of ours. All else is the stock connection's.</summary>
internal sealed class SendFileConnection : ConnectionContext
{
    private readonly ConnectionContext _inner;
    private readonly OutputPump _pump;
    private readonly OutputWriter _writer;

    private SendFileConnection(ConnectionContext inner, Socket socket, Transmitter transmitter, long pauseThreshold)
    {
        _inner = inner;
        MemoryPool<byte> pool = inner.Features.Get<IMemoryPoolFeature>()?.MemoryPool ?? MemoryPool<byte>.Shared;
        _pump = new OutputPump(new SocketSender(transmitter, socket, inner), pauseThreshold);
        _writer = new OutputWriter(_pump, pool);
        inner.Transport = new DuplexPipe(inner.Transport.Input, _writer);
        inner.Features.Set(new ConnectionOutput(inner, _writer));
    }

    public override string ConnectionId
    {
        get => _inner.ConnectionId;
        set => _inner.ConnectionId = value;
    }

    public override IFeatureCollection Features => _inner.Features;

    public override IDictionary<object, object?> Items
    {
        get => _inner.Items;
        set => _inner.Items = value;
    }

    public override IDuplexPipe Transport
    {
        get => _inner.Transport;
        set => _inner.Transport = value;
    }

    public override CancellationToken ConnectionClosed
    {
        get => _inner.ConnectionClosed;
        set => _inner.ConnectionClosed = value;
    }

    public override EndPoint? LocalEndPoint
    {
        get => _inner.LocalEndPoint;
        set => _inner.LocalEndPoint = value;
    }

    public override EndPoint? RemoteEndPoint
    {
        get => _inner.RemoteEndPoint;
        set => _inner.RemoteEndPoint = value;
    }

    /// <summary>Gives a connection an output of ours, if it is one of a stream socket.</summary>
    public static ConnectionContext Attach(ConnectionContext connection, Transmitter transmitter, long pauseThreshold) =>
        connection.Features.Get<IConnectionSocketFeature>()?.Socket is { SocketType: SocketType.Stream } socket
            ? new SendFileConnection(connection, socket, transmitter, pauseThreshold)
            : connection;

    public override void Abort() => _inner.Abort();

    public override void Abort(ConnectionAbortedException abortReason) => _inner.Abort(abortReason);

    /// <remarks>
    /// The stock connection closes its socket once its own output has ended, so ours must have ended before: with what Kestrel has written and not flushed,
    /// such as the header of a response that failed.
    /// </remarks>
    public override async ValueTask DisposeAsync()
    {
        await _writer.CompleteAsync().ConfigureAwait(false);
        await _pump.WhenDrained().ConfigureAwait(false);
        await _inner.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }
}
