using Sluice.Kernel;

namespace Sluice.TestSupport.Simulation;

/// <summary>What a simulated descriptor stands for.</summary>
internal abstract class SimulatedObject
{
    /// <summary>What epoll would report of it now. Asked under the kernel's lock.</summary>
    public virtual EpollEvents Readiness => EpollEvents.None;
}
