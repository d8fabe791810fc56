using System.Net.Sockets;

namespace Sluice.LinuxTests.Writing;

/// <summary>A stream that derives from that of a socket, and so is written to.</summary>
public sealed class DerivedStreamFlavour(TransmitterBackend backend) : StreamFlavour(backend)
{
    public override Task<StreamPair> ConnectAsync()
    {
        ConnectedPair pair = ConnectedPair.Create();
        return Task.FromResult(new StreamPair(new Derived(pair.Sender), new NetworkStream(pair.Receiver, ownsSocket: true)));
    }

    private sealed class Derived(Socket socket) : NetworkStream(socket, ownsSocket: true);
}
