using System.Net.Sockets;

namespace Sluice.LinuxTests.Flavours;

/// <summary>What a send came to, in the terms that all flavours share.</summary>
/// <param name="Bytes">The true count.</param>
/// <param name="Error">The socket error; <see cref="SocketError.Success"/> where there is none.</param>
/// <param name="Failure">The exception that is thrown by, or stands behind, the failed operation.</param>
/// <param name="IsPending">Whether the operation was pending when the call returned.</param>
public sealed record SendReport(long Bytes, SocketError Error, Exception? Failure, bool IsPending);
