using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Sluice.TestSupport.Diagnostics;

namespace Sluice.LinuxTests;

/// <summary>
/// A socket whose errors are kept for recvmsg(MSG_ERRQUEUE), and are not read: epoll tells of an error at every wait, edge-triggered or not. A full one that is waited for must not be
/// asked without a pause.
/// </summary>
public sealed class UnreadErrorTests : IAsyncDisposable
{
    private const int LevelIp = 0;
    private const int KeepErrors = 11;

    private readonly Transmitter _linux = new(new TransmitterOptions { Backend = TransmitterBackend.Linux });

    public ValueTask DisposeAsync() => _linux.DisposeAsync();

    [Fact]
    public async Task FullSocket_WaitsWithoutSpinning_UntilTheNetworkAnswers()
    {
        using NetworkNamespace? network = NetworkNamespace.TryCreate(1500);
        Assert.SkipWhen(network is null, "this process may not make a network namespace (CAP_SYS_ADMIN)");
        using SafeHandle? device = network.TryAddSilentDevice(new IPAddress([10, 9, 8, 1]));
        Assert.SkipWhen(device is null, "this process may not make a network device (CAP_NET_ADMIN, /dev/net/tun)");
        using Socket socket = network.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { SendBufferSize = 4096, DontFragment = true });
        socket.SetRawSocketOption(LevelIp, KeepErrors, BitConverter.GetBytes(1));
        await socket.ConnectAsync(new IPAddress([10, 9, 8, 2]), 9);
        SendPacketsException tooLarge = await Assert.ThrowsAsync<SendPacketsException>(async () => await _linux.SendPacketsAsync(socket, [new byte[3000]]));
        Assert.Equal(SocketError.MessageSize, tooLarge.SocketErrorCode);
        using MeterRecorder meter = new();

        ValueTask<long> send = _linux.SendPacketsAsync(socket, [new byte[100_000]], new SendPacketsOptions { SendSize = 1000 });
        Assert.False(send.IsCompleted);

        // Nobody has the neighbour's address. A spin would have made a million calls by then.
        SendPacketsException failure = await Assert.ThrowsAsync<SendPacketsException>(() => send.AsTask().Within());
        Assert.Equal(SocketError.HostUnreachable, failure.SocketErrorCode);
        Assert.InRange(failure.BytesTransferred, 1000, 99_000);
        Assert.InRange(meter.Of("sluice.system_calls").Values.Sum(), 10, 50_000);
    }
}
