using Microsoft.AspNetCore.Connections;

namespace Sluice.AspNetCore.Transport;

/// <summary>The output of a connection, as a feature of it, for the requests that come over it.</summary>
internal sealed class ConnectionOutput(ConnectionContext connection, OutputWriter writer)
{
    public OutputWriter Writer => writer;

    /// <summary>What the HTTP side keeps from one request of the connection to the next.</summary>
    public object? Reused { get; set; }

    /// <summary>Whether HTTP writes straight into it: TLS and other middleware of the connection put themselves between.</summary>
    public bool IsDirect => ReferenceEquals(connection.Transport.Output, writer);

    public void Abort(string reason) => connection.Abort(new ConnectionAbortedException(reason));
}
