using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Sluice.Interop;

/// <summary>
/// The inner members of the framework's <see cref="SocketAsyncEventArgs"/> by which an operation on it begins and ends. No contract holds
/// them in place: <see cref="IsSupported"/> tries them once, and where one is missing nothing here is called again.
/// </summary>
internal static class ArgsAccess
{
    /// <summary>Whether this runtime has them, and they do what they are called for.</summary>
    public static bool IsSupported { get; } = TryThem();

    /// <summary>Begins an operation. Throws <see cref="InvalidOperationException"/> where one is under way.</summary>
    public static void Start(Socket socket, SocketAsyncEventArgs args) =>
        StartOperationCommon(args, socket, SocketAsyncOperation.SendPackets);

    /// <summary>Ends an operation inside the call that began it: no event is raised.</summary>
    public static void FinishInline(SocketAsyncEventArgs args, SocketError error, int bytes)
    {
        SetResults(args, error, bytes, SocketFlags.None);
        Complete(args);
    }

    /// <summary>Ends an operation and raises its event on this thread, in the execution context of the call that began it.</summary>
    public static void FinishPending(SocketAsyncEventArgs args, SocketError error, int bytes)
    {
        SetResults(args, error, bytes, SocketFlags.None);

        // Complete lets go of the context, and from then on the args may be used again: by the handler, or by anyone.
        ExecutionContext? context = Context(args);
        Complete(args);
        if (context is null)
            OnCompletedInternal(args);
        else
            ExecutionContext.Run(context, static args => OnCompletedInternal((SocketAsyncEventArgs)args!), args);
    }

    private static bool TryThem()
    {
        try
        {
            using Socket socket = AnySocket();
            using SocketAsyncEventArgs args = new();
            int raised = 0;
            args.Completed += (_, _) => raised++;
            Start(socket, args);
            FinishPending(args, SocketError.TimedOut, 7);
            bool pendingWorks = raised == 1 && args.SocketError == SocketError.TimedOut && args.BytesTransferred == 7
                && args.LastOperation == SocketAsyncOperation.SendPackets;
            Start(socket, args);
            FinishInline(args, SocketError.Success, 8);
            return pendingWorks && raised == 1 && args.SocketError == SocketError.Success && args.BytesTransferred == 8;
        }
        catch (Exception missing) when (missing is MissingMemberException or SocketException or InvalidOperationException)
        {
            return false;
        }
    }

    // A sandbox may forbid one family or the other; neither is ever connected.
    private static Socket AnySocket()
    {
        try
        {
            return new Socket(SocketType.Stream, ProtocolType.Tcp);
        }
        catch (SocketException)
        {
            return new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern void StartOperationCommon(SocketAsyncEventArgs args, Socket socket, SocketAsyncOperation operation);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern void SetResults(SocketAsyncEventArgs args, SocketError error, int bytes, SocketFlags flags);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern void Complete(SocketAsyncEventArgs args);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern void OnCompletedInternal(SocketAsyncEventArgs args);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_context")]
    private static extern ref ExecutionContext? Context(SocketAsyncEventArgs args);
}
