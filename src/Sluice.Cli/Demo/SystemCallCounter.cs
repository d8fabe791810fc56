using Sluice.Cli.Commands;
using Sluice.Cli.Output;

namespace Sluice.Cli.Demo;

/// <summary>Runs a leg under strace and counts the calls between the marks that its sender sets.</summary>
internal sealed class SystemCallCounter(LegHost host, DemoFolder folder)
{
    private const string Tracer = "strace";

    // As many as a send is made of.
    private const int NamedCalls = 6;

    public static bool IsInstalled { get; } = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Any(static place => File.Exists(Path.Combine(place, Tracer)));

    public async Task<SystemCallCount> CountAsync(Leg leg, CancellationToken cancellationToken)
    {
        if (!IsInstalled)
            return new SystemCallCount(null, 0, "strace is not installed");
        string trace = folder[$"{leg.Way}-{leg.Workload.Sends}.trace"];
        try
        {
            // Files, descriptors and sockets: neither the memory nor the locks of the runtime.
            await host.RunAsync(leg, [Tracer, "-f", "-qq", "-e", "trace=%file,%desc,%network", "-e", "signal=none", "-o", trace, "--"], cancellationToken);
        }
        catch (CommandException fault)
        {
            return new SystemCallCount(null, 0, $"strace failed: {fault.Message}");
        }

        return Count(File.ReadLines(trace), leg.Workload.Sends);
    }

    /// <summary>Counts the lines of a trace that begin a call, from mark to mark.</summary>
    internal static SystemCallCount Count(IEnumerable<string> trace, int sends)
    {
        Dictionary<string, int> calls = trace
            .SkipWhile(static line => !line.Contains(TraceMarks.Begin, StringComparison.Ordinal))
            .TakeWhile(static line => !line.Contains(TraceMarks.End, StringComparison.Ordinal))
            .Skip(1)
            .Select(NameOf)
            .OfType<string>()
            .CountBy(static name => name)
            .ToDictionary();
        IEnumerable<string> most = calls
            .OrderByDescending(static call => call.Value)
            .ThenBy(static call => call.Key, StringComparer.Ordinal)
            .Take(NamedCalls)
            .Select(call => $"{call.Key} {Format.PerSend(call.Value, sends)}");
        return new SystemCallCount(calls.Values.Sum(), sends, string.Join(", ", most));
    }

    /// <summary>The call that a line begins; null for the second half of a call that another thread's line cut in two.</summary>
    private static string? NameOf(string line)
    {
        // "1234  openat(AT_FDCWD, ..." or "1234  <... openat resumed>..."; mmap is in the group of descriptors, and is not one of the send's.
        int space = line.IndexOf(' ');
        ReadOnlySpan<char> call = line.AsSpan(space + 1).TrimStart();
        int parenthesis = call.IndexOf('(');
        if (parenthesis <= 0 || call[0] == '<')
            return null;
        string name = call[..parenthesis].ToString();
        return name switch
        {
            "mmap" => null,

            // cachestat(2) is younger than many an strace.
            "syscall_0x1c3" => "cachestat",
            _ => name,
        };
    }
}
