using System.Net.Sockets;

namespace Sluice.Kernel;

/// <summary>Error numbers of socket calls, as the framework names them in <see cref="SocketError"/>.</summary>
internal static class ErrnoMapping
{
    public static SocketError ToSocketError(this Errno error) => error switch
    {
        Errno.None => SocketError.Success,
        Errno.NotPermitted or Errno.AccessDenied => SocketError.AccessDenied,
        Errno.BadDescriptor => SocketError.OperationAborted,
        Errno.Again => SocketError.WouldBlock,
        Errno.NoMemory or Errno.NoBuffers or Errno.NoSpace => SocketError.NoBufferSpaceAvailable,
        Errno.Invalid => SocketError.InvalidArgument,
        Errno.TooManyOpenFiles or Errno.TooManyOpenFilesInSystem => SocketError.TooManyOpenSockets,
        Errno.BrokenPipe or Errno.Shutdown => SocketError.Shutdown,
        Errno.DestinationRequired => SocketError.DestinationAddressRequired,
        Errno.MessageTooLong => SocketError.MessageSize,
        Errno.NoProtocolOption => SocketError.ProtocolOption,
        Errno.NotSupported => SocketError.OperationNotSupported,
        Errno.NetworkDown => SocketError.NetworkDown,
        Errno.NetworkUnreachable => SocketError.NetworkUnreachable,
        Errno.ConnectionAborted => SocketError.ConnectionAborted,
        Errno.ConnectionReset => SocketError.ConnectionReset,
        Errno.NotConnected => SocketError.NotConnected,
        Errno.TimedOut => SocketError.TimedOut,
        Errno.ConnectionRefused => SocketError.ConnectionRefused,
        Errno.HostDown => SocketError.HostDown,
        Errno.HostUnreachable => SocketError.HostUnreachable,
        _ => SocketError.SocketError,
    };
}
