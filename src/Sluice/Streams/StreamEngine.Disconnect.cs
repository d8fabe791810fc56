using Sluice.Kernel;
using Sluice.Operations;
using Sluice.Reactor;

namespace Sluice.Streams;

/// <content>The end of a connection.</content>
internal sealed unsafe partial class StreamEngine
{
    public TurnOutcome Disconnect(SendOperation operation)
    {
        if (operation.StopRequested != StopReason.None)
            return End(operation, SendResults.Stopped(operation));
        if (operation.EngineState is not OrderlyEnd end)
        {
            KernelResult shut = kernel.ShutdownSending(operation.Socket);
            if (!shut.Succeeded)
                return End(operation, SendResults.SocketFailed(operation, shut.Error));
            operation.EngineState = end = new OrderlyEnd();
        }

        // What is no TCP socket has no state to ask for: its bytes are in the peer's own queue already (unix(7)).
        KernelResult state = kernel.GetTcpState(operation.Socket);
        if (state.Succeeded && !end.HasCome((TcpState)state.Value, clock.Now, out long nextLook))
            return operation.PauseUntil(nextLook);
        if (state.Value == (long)TcpState.Close && !end.HasArrived && kernel.TakeError(operation.Socket) is { Value: not 0 } error)
            return End(operation, SendResults.SocketFailed(operation, (Errno)error.Value));
        return End(operation, SendResults.Disconnected(operation));
    }

    public void Break(SendOperation operation) => kernel.ShutdownSending(operation.Socket);
}
