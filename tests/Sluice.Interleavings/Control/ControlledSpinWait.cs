using System.Diagnostics.CodeAnalysis;

namespace Sluice.Interleavings.Control;

/// <summary>In place of <see cref="SpinWait"/>: who spins waits for another thread.</summary>
public readonly struct ControlledSpinWait
{
    /// <summary>As the framework's own has it.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "It is called as the method that it stands for.")]
    public readonly void SpinOnce() => Scheduler.Yield();
}
