using System.Net.Sockets;
using Sluice.Kernel;
using Sluice.Operations;
using Sluice.Reactor;

namespace Sluice.Portable;

/// <content>The end of a connection, by the framework's calls.</content>
internal sealed partial class PortableEngine
{
    // struct tcp_info, whose first byte is the state, on Linux.
    private const int LevelTcp = 6;
    private const int TcpInfo = 11;

    public TurnOutcome Disconnect(SendOperation operation)
    {
        if (operation.StopRequested != StopReason.None)
            return End(operation, SendResults.Stopped(operation));
        try
        {
            if (operation.EngineState is not OrderlyEnd end)
            {
                operation.FrameworkSocket!.Shutdown(SocketShutdown.Send);
                operation.EngineState = end = new OrderlyEnd();
            }

            if (TryGetState(operation.FrameworkSocket!) is { } state && !end.HasCome(state, clock.Now, out long nextLook))
                return operation.PauseUntil(nextLook);
            return End(operation, SendResults.Disconnected(operation));
        }
        catch (SocketException failure)
        {
            return End(operation, new SendResult(operation.Cursor.Position, FailureKind.Socket, failure.SocketErrorCode, operation.Cursor.Element));
        }
        catch (ObjectDisposedException)
        {
            return End(operation, SendResults.Aborted(operation));
        }
    }

    public void DropReadAhead(SendOperation operation)
    {
        // Nothing is read ahead of its place.
    }

    public void Break(SendOperation operation)
    {
        try
        {
            operation.FrameworkSocket!.Shutdown(SocketShutdown.Send);
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            // It is gone already.
        }
    }

    /// <summary>Null where this system does not tell: its own disconnect then has to be orderly, as Windows' is.</summary>
    private static TcpState? TryGetState(Socket socket)
    {
        if (!OperatingSystem.IsLinux() || socket.ProtocolType != ProtocolType.Tcp)
            return null;
        Span<byte> state = stackalloc byte[1];
        return socket.GetRawSocketOption(LevelTcp, TcpInfo, state) == 1 ? (TcpState)state[0] : null;
    }

    private static TurnOutcome End(SendOperation operation, in SendResult result)
    {
        operation.Finish(result);
        return TurnOutcome.Finished;
    }
}
