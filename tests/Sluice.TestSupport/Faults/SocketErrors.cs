using System.Net.Sockets;
using Sluice.Kernel;

namespace Sluice.TestSupport.Faults;

/// <summary>The errors of sockets as docs/errors.md tells them, by the names of the framework: written down once more, and not asked of the product.</summary>
internal static class SocketErrors
{
    private static readonly Dictionary<Errno, SocketError> Known = new()
    {
        [Errno.NotPermitted] = SocketError.AccessDenied,
        [Errno.AccessDenied] = SocketError.AccessDenied,
        [Errno.NoMemory] = SocketError.NoBufferSpaceAvailable,
        [Errno.NoBuffers] = SocketError.NoBufferSpaceAvailable,
        [Errno.NoSpace] = SocketError.NoBufferSpaceAvailable,
        [Errno.TooManyOpenFiles] = SocketError.TooManyOpenSockets,
        [Errno.TooManyOpenFilesInSystem] = SocketError.TooManyOpenSockets,
        [Errno.Invalid] = SocketError.InvalidArgument,
        [Errno.BrokenPipe] = SocketError.Shutdown,
        [Errno.ConnectionReset] = SocketError.ConnectionReset,
        [Errno.ConnectionAborted] = SocketError.ConnectionAborted,
        [Errno.ConnectionRefused] = SocketError.ConnectionRefused,
        [Errno.NotConnected] = SocketError.NotConnected,
        [Errno.TimedOut] = SocketError.TimedOut,
        [Errno.NetworkDown] = SocketError.NetworkDown,
        [Errno.NetworkUnreachable] = SocketError.NetworkUnreachable,
        [Errno.HostUnreachable] = SocketError.HostUnreachable,
        [Errno.HostDown] = SocketError.HostDown,
        [Errno.MessageTooLong] = SocketError.MessageSize,
        [Errno.NotSupported] = SocketError.OperationNotSupported,
        [Errno.DestinationRequired] = SocketError.DestinationAddressRequired,
    };

    public static SocketError Of(Errno error) => Known.GetValueOrDefault(error, SocketError.SocketError);
}
