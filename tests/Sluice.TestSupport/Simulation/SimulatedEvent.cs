using Sluice.Kernel;

namespace Sluice.TestSupport.Simulation;

/// <summary>An eventfd.</summary>
internal sealed class SimulatedEvent : SimulatedObject
{
    public bool IsSignaled { get; set; }

    public override EpollEvents Readiness => IsSignaled ? EpollEvents.In | EpollEvents.Out : EpollEvents.Out;
}
