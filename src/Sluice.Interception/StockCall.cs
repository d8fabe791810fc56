namespace Sluice.Interception;

/// <summary>The calls of <c>System.Net.Sockets.Socket</c> that are intercepted.</summary>
internal enum StockCall
{
    /// <summary><c>SendPacketsAsync(SocketAsyncEventArgs)</c>.</summary>
    SendPackets,

    /// <summary><c>SendFileAsync(string?, CancellationToken)</c>.</summary>
    SendFile,

    /// <summary><c>SendFileAsync(string?, ReadOnlyMemory&lt;byte&gt;, ReadOnlyMemory&lt;byte&gt;, TransmitFileOptions, CancellationToken)</c>.</summary>
    SendFileWithBuffers,
}
