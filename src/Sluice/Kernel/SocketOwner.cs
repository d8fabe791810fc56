using System.Net.Sockets;

namespace Sluice.Kernel;

/// <summary>The framework's socket as the owner of its descriptor.</summary>
internal sealed class SocketOwner(Socket socket) : DescriptorOwner
{
    private readonly SafeSocketHandle _handle = socket.SafeHandle;

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

    public override void Release() => _handle.DangerousRelease();
}
