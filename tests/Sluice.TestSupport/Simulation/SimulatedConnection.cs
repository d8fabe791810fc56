using Sluice.Reactor;

namespace Sluice.TestSupport.Simulation;

/// <summary>A simulated socket with its owner and its queue, as a transmitter is given them.</summary>
internal sealed class SimulatedConnection(SimulatedDescriptorOwner owner, SimulatedSocket socket, bool isTcp)
{
    public SimulatedDescriptorOwner Owner { get; } = owner;

    public SimulatedSocket Socket { get; } = socket;

    public SendQueue Queue { get; } = new(owner);

    /// <summary>Whether it can be corked.</summary>
    public bool IsTcp { get; } = isTcp;

    public int Descriptor => Owner.Descriptor;

    public byte[] Received => Socket.ReceivedBytes();
}
