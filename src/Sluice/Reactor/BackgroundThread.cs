namespace Sluice.Reactor;

/// <summary>Threads of the sender's own. They never keep a process alive.</summary>
internal static class BackgroundThread
{
    /// <summary>Starts one. Null where the process has all the threads that it may have.</summary>
    public static Thread? TryStart(string name, ParameterizedThreadStart run, object? state = null)
    {
        Thread thread = new(run) { IsBackground = true, Name = name };
        try
        {
            thread.UnsafeStart(state);
            return thread;
        }
        catch (Exception fault) when (fault is OutOfMemoryException or ThreadStartException)
        {
            return null;
        }
    }
}
