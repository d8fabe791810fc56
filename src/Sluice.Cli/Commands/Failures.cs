using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;

namespace Sluice.Cli.Commands;

/// <summary>What a user is told about the exceptions of sockets, files and the library. Any other exception is a bug and keeps its stack trace.</summary>
internal static class Failures
{
    public static bool TryDescribe(Exception fault, [NotNullWhen(true)] out CommandException? failure)
    {
        failure = fault switch
        {
            CommandException described => described,
            SendPacketsCanceledException cancelled => CommandException.Interrupted($"{Output.Format.Bytes(cancelled.BytesTransferred)} had been sent"),
            OperationCanceledException => CommandException.Interrupted("nothing had been sent or received"),
            SendPacketsException { SocketErrorCode: SocketError.SocketError, InnerException: IOException file } send => new CommandException(
                ExitCode.File, $"{file.Message} {Output.Format.Bytes(send.BytesTransferred)} had been sent; send again from there or from the start.", fault),
            SendPacketsException { SocketErrorCode: SocketError.InvalidArgument } range => new CommandException(
                ExitCode.File, $"{range.Message.TrimEnd('.')}. Give a range that lies in the file; nothing was sent.", fault),
            SendPacketsException { SocketErrorCode: SocketError.TimedOut } stalled => new CommandException(
                ExitCode.Network, $"the send failed after {Output.Format.Bytes(stalled.BytesTransferred)}: the receiver took nothing for too long; see whether it still reads.", fault),
            SendPacketsException send => new CommandException(
                ExitCode.Network, $"the send failed after {Output.Format.Bytes(send.BytesTransferred)}: {Explain(send)}.", fault),
            SocketException socket => new CommandException(ExitCode.Network, $"the connection failed: {Explain(socket)}.", fault),
            FileNotFoundException or DirectoryNotFoundException => new CommandException(
                ExitCode.File, $"{fault.Message} Check the name and the folder you are in; nothing was sent.", fault),
            UnauthorizedAccessException or IOException => new CommandException(ExitCode.File, fault.Message, fault),
            _ => null,
        };
        return failure is not null;
    }

    /// <summary>The cause in plain words, without a full stop.</summary>
    public static string Explain(SocketException fault) => fault.SocketErrorCode switch
    {
        SocketError.ConnectionReset or SocketError.Shutdown => "the receiver closed the connection before it had everything; see what it says",
        SocketError.ConnectionRefused => "nothing listens there; start the receiver first, or check the address",
        SocketError.MessageSize => "a datagram is larger than the network takes; give --send-size, 1200 goes nearly everywhere",
        SocketError.TimedOut => "no answer in time; check the address, the network and firewalls",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable => "there is no way to that address; check the address and the network",
        SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData => "no host of that name is known; check its spelling",
        SocketError.AddressAlreadyInUse => "it is in use; stop its user, or take another (port 0 takes a free one)",
        SocketError.AddressNotAvailable => "this machine does not have that address; take one of its own, or 0.0.0.0 for all of them",
        SocketError.AccessDenied => "no right to it; take a port from 1024 on, or a folder that you may write to",
        _ => fault.Message.TrimEnd('.'),
    };
}
