using Sluice.Reactor;

namespace Sluice.TestSupport.Simulation;

/// <summary>A simulated datagram socket with its owner and its queue, as a transmitter is given them.</summary>
internal sealed class SimulatedDatagrams(SimulatedDescriptorOwner owner, SimulatedDatagramSocket socket)
{
    public SimulatedDescriptorOwner Owner { get; } = owner;

    public SimulatedDatagramSocket Socket { get; } = socket;

    public SendQueue Queue { get; } = new(owner);

    public IReadOnlyList<byte[]> Received => Socket.Received;
}
