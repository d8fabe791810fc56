using Sluice.Compare.Peers;

namespace Sluice.Compare.Calls;

/// <summary>How system calls are counted where this runs, and how that is told.</summary>
internal static class CallCounting
{
    /// <summary>The most exact way that works here.</summary>
    public static async Task<CallSource> FindAsync()
    {
        if (await PerfCounter.IsAvailableAsync().ConfigureAwait(false))
            return CallSource.Perf;
        return await StraceCounter.IsAvailableAsync().ConfigureAwait(false) ? CallSource.Strace : CallSource.Meter;
    }

    public static bool Counts(CallSource source, Peer peer) =>
        source is CallSource.Perf or CallSource.Strace || (source == CallSource.Meter && peer.IsSluice);

    /// <summary>Null where the leg counts by itself, or nobody does.</summary>
    public static ICallCounter? Create(CallSource source) => source switch
    {
        CallSource.Perf => new PerfCounter(),
        CallSource.Strace => new StraceCounter(),
        _ => null,
    };

    public static string Describe(CallSource source) => source switch
    {
        CallSource.Perf => "System calls: all of the process, counted by perf (raw_syscalls:sys_enter) over the window of a leg of their own.",
        CallSource.Strace => "System calls: all of the process, counted by strace over the window of a leg of their own.",
        CallSource.Meter => "System calls: those that Sluice's own meter counts, over the window of a leg of their own.",
        _ => "System calls: not counted.",
    };
}
