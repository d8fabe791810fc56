using System.Net.Sockets;
using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

/// <summary>The framework's own call: what the suite says of it is so.</summary>
public sealed class SendFileByFramework : SendFileSuite
{
    protected override ValueTask CallAsync(
        Socket socket, string? fileName, ReadOnlyMemory<byte> preBuffer, ReadOnlyMemory<byte> postBuffer, TransmitFileOptions flags, CancellationToken cancellationToken) =>
        socket.SendFileAsync(fileName, preBuffer, postBuffer, flags, cancellationToken);

    protected override ValueTask CallAsync(Socket socket, string? fileName, CancellationToken cancellationToken) => socket.SendFileAsync(fileName, cancellationToken);
}
