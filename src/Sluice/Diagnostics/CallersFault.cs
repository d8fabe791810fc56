using System.Runtime.ExceptionServices;

namespace Sluice.Diagnostics;

/// <summary>
/// Faults of callers' code that runs inside of a send: a listener's callback, a report of progress. They are unhandled, as anywhere else, but on a thread that holds
/// nothing: whoever waits for the send is told all the same, and what it holds is let go of.
/// </summary>
internal static class CallersFault
{
    public static void Rethrow(Exception fault) =>
        ThreadPool.UnsafeQueueUserWorkItem(static fault => fault.Throw(), ExceptionDispatchInfo.Capture(fault), preferLocal: false);
}
