namespace Sluice.Cli.Demo;

/// <summary>Which call a leg of the demo sends with.</summary>
internal enum Way
{
    /// <summary>This library's awaitable call.</summary>
    Sluice,

    /// <summary>The framework's own <c>Socket.SendPacketsAsync(SocketAsyncEventArgs)</c>.</summary>
    Stock,
}
