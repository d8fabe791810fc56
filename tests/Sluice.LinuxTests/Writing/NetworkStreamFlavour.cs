using System.Net.Sockets;

namespace Sluice.LinuxTests.Writing;

/// <summary>The stream of a TCP socket, sent over by its socket.</summary>
public sealed class NetworkStreamFlavour(TransmitterBackend backend) : StreamFlavour(backend)
{
    public override Task<StreamPair> ConnectAsync()
    {
        ConnectedPair pair = ConnectedPair.Create();
        return Task.FromResult(new StreamPair(new NetworkStream(pair.Sender, ownsSocket: true), new NetworkStream(pair.Receiver, ownsSocket: true)));
    }
}
