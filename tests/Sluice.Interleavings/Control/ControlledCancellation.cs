using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Sluice.Interleavings.Control;

/// <summary>
/// Callbacks of tokens. <see cref="CancellationTokenRegistration.Dispose"/> waits for a callback that is running on another thread, which in an interleaving may have been
/// stopped in the middle: that wait has to be one that the interleaving knows of.
/// </summary>
public static class ControlledCancellation
{
    private static readonly ConcurrentDictionary<CancellationTokenRegistration, Callback> Callbacks = new();

    /// <summary>In place of <see cref="CancellationToken.UnsafeRegister(Action{object?}, object?)"/>.</summary>
    [SuppressMessage("Design", "CA1068", Justification = "The order is that of the method which it stands for.")]
    public static CancellationTokenRegistration UnsafeRegister(ref CancellationToken token, Action<object?> action, object? state)
    {
        Callback callback = new(action, state);
        CancellationTokenRegistration registration = token.UnsafeRegister(static callback => ((Callback)callback!).Run(), callback);
        Callbacks[registration] = callback;
        return registration;
    }

    /// <summary>In place of <see cref="CancellationTokenRegistration.Dispose"/>.</summary>
    public static void Dispose(ref CancellationTokenRegistration registration)
    {
        Scheduler.Point();
        bool wasRemoved = registration.Unregister();
        if (!Callbacks.TryRemove(registration, out Callback? callback) || wasRemoved)
            return;
        if (Scheduler.Current is not { } thread)
            registration.Dispose();
        else if (callback.Thread != thread)
            thread.WaitUntil(() => callback.Thread is null);
    }

    private sealed class Callback(Action<object?> action, object? state)
    {
        /// <summary>Who is in it.</summary>
        public ControlledThread? Thread { get; private set; }

        public void Run()
        {
            Thread = Scheduler.Current;
            action(state);
            Thread = null;
            Scheduler.Point();
        }
    }
}
