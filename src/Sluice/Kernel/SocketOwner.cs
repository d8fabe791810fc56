using System.Net.Sockets;

namespace Sluice.Kernel;

/// <summary>The framework's socket as the owner of its descriptor.</summary>
internal sealed class SocketOwner(Socket socket) : DescriptorOwner
{
    private readonly SafeSocketHandle _handle = socket.SafeHandle;

    public override bool KeepsMessages { get; } = IsMessageType(socket.SocketType);

    /// <remarks>
    /// Dispose leaves the handle open until the last reference is gone, and the handle does not tell; the socket's own members do.
    /// It costs an exception, and is asked only once a call has failed. LocalEndPoint, because a failing RemoteEndPoint would make the
    /// framework take the socket for disconnected.
    /// </remarks>
    public override bool IsClosed
    {
        get
        {
            try
            {
                _ = socket.LocalEndPoint;
                return _handle.IsClosed;
            }
            catch (ObjectDisposedException)
            {
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        }
    }

    public override bool TryAcquire(out int descriptor) => HandleReference.TryAcquire(_handle, out descriptor);

    /// <remarks>The framework finds the same error, and from then on takes the socket for disconnected, as after a failure of its own calls. Not so
    /// with messages: one that failed says nothing of the next, and finding the error would take a datagram of its own.</remarks>
    public override void NoteFailure()
    {
        if (!KeepsMessages)
            Touch(socket);
    }

    /// <summary>Whether sockets of a type keep messages apart.</summary>
    public static bool IsMessageType(SocketType type) => type is SocketType.Dgram or SocketType.Seqpacket;

    /// <summary>
    /// For stream sockets. Makes the framework itself switch the descriptor to non-blocking, so that its own blocking calls go on working: an empty
    /// asynchronous send does that, and puts nothing on the wire. Without it sendfile(2) would block. The result is the error that waited on the
    /// socket, which this call has taken.
    /// </summary>
    public static SocketError Touch(Socket socket)
    {
        try
        {
            ValueTask<int> empty = socket.SendAsync(ReadOnlyMemory<byte>.Empty, SocketFlags.None);
            if (empty.IsCompleted)
                _ = empty.Result;
            else
                _ = empty.AsTask().ContinueWith(static task => task.Exception, TaskScheduler.Default);
            return SocketError.Success;
        }
        catch (SocketException failure)
        {
            return failure.SocketErrorCode;
        }
        catch (ObjectDisposedException)
        {
            return SocketError.OperationAborted;
        }
    }

    /// <remarks>Through the framework, whose own state of the socket follows.</remarks>
    public override SocketError Disconnect(bool reuse)
    {
        try
        {
            socket.Disconnect(reuse);
            return SocketError.Success;
        }
        catch (SocketException failure)
        {
            return failure.SocketErrorCode;
        }
        catch (ObjectDisposedException)
        {
            return SocketError.OperationAborted;
        }
    }

    public override void Release() => _handle.DangerousRelease();
}
