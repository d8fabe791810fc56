using System.Runtime.CompilerServices;

namespace Sluice.Interleavings.Control;

/// <summary>In place of <see cref="Monitor"/>. Only threads that no interleaving has wait for a pulse: those of the product itself.</summary>
public static class ControlledMonitor
{
    private static readonly ConditionalWeakTable<object, ControlledLock> Locks = [];

    /// <summary>As the framework's own has it.</summary>
    public static void Enter(object target, ref bool isTaken)
    {
        if (Scheduler.Current is null)
        {
            Scheduler.Point();
            Monitor.Enter(target, ref isTaken);
            return;
        }

        Locks.GetOrCreateValue(target).Enter();
        isTaken = true;
    }

    /// <summary>As the framework's own has it.</summary>
    public static void Exit(object target)
    {
        if (Scheduler.Current is null)
            Monitor.Exit(target);
        else
            Locks.GetOrCreateValue(target).Exit();
    }

    /// <summary>As the framework's own has it.</summary>
    public static void Pulse(object target)
    {
        if (Scheduler.Current is null)
            Monitor.Pulse(target);
    }

    /// <summary>As the framework's own has it.</summary>
    public static void PulseAll(object target)
    {
        if (Scheduler.Current is null)
            Monitor.PulseAll(target);
    }

    /// <summary>As the framework's own has it.</summary>
    public static bool Wait(object target) => Monitor.Wait(target);

    /// <summary>As the framework's own has it.</summary>
    public static bool Wait(object target, int milliseconds) => Monitor.Wait(target, milliseconds);
}
