using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Sluice.TestSupport;

/// <summary>
/// What tests have made outside of their process: folders, mounts, processes. What is still there when the tests end is disposed of, the latest first: also where they are told to end
/// (SIGTERM), or one that hangs is given up. Ctrl+C has the runner end the tests by itself; after SIGKILL all of it stays.
/// </summary>
public static class Leftovers
{
    private static readonly List<IDisposable> Made = [];

    // The runtime raises no ProcessExit for signals.
    private static readonly PosixSignalRegistration[] Signals =
        [PosixSignalRegistration.Create(PosixSignal.SIGTERM, static _ => Clear()), PosixSignalRegistration.Create(PosixSignal.SIGHUP, static _ => Clear())];

    static Leftovers() => AppDomain.CurrentDomain.ProcessExit += static (_, _) =>
    {
        Array.ForEach(Signals, static signal => signal.Dispose());
        Clear();
    };

    public static void Add(IDisposable made)
    {
        lock (Made)
            Made.Add(made);
    }

    /// <summary>For the disposal itself.</summary>
    public static void Remove(IDisposable gone)
    {
        lock (Made)
            Made.Remove(gone);
    }

    private static void Clear()
    {
        while (TakeLast() is { } left)
        {
            try
            {
                left.Dispose();
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidOperationException or Win32Exception)
            {
                // The test is still at work with it, or is disposing of it at this moment.
            }
        }
    }

    private static IDisposable? TakeLast()
    {
        lock (Made)
        {
            if (Made.Count == 0)
                return null;
            IDisposable last = Made[^1];
            Made.RemoveAt(Made.Count - 1);
            return last;
        }
    }
}
