using Sluice.Kernel;

namespace Sluice.TestSupport.Simulation;

/// <summary>What an epoll knows of one descriptor.</summary>
/// <param name="Descriptor">Its number when it was added.</param>
/// <param name="Target">What it stood for then: the number may stand for something else by now.</param>
/// <param name="Events">What is waited for; <see cref="EpollEvents.None"/> after a one-shot has fired.</param>
/// <param name="Data">What is told with it.</param>
internal readonly record struct EpollRegistration(int Descriptor, SimulatedObject Target, EpollEvents Events, ulong Data)
{
    /// <summary>The events to be told now. Errors and hang-ups are always waited for, except by a one-shot that has fired.</summary>
    public EpollEvents Pending => Events == EpollEvents.None
        ? EpollEvents.None
        : Target.Readiness & (Events | EpollEvents.Error | EpollEvents.HangUp);
}
