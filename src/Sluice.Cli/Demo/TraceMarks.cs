namespace Sluice.Cli.Demo;

/// <summary>
/// Marks in a trace of system calls: questions for files that do not exist, whose names stand in the trace. What lies between
/// the two is the send, without the start of the runtime and of the connection.
/// </summary>
internal static class TraceMarks
{
    public const string Begin = "/proc/self/sluice-demo-send-begins";

    public const string End = "/proc/self/sluice-demo-send-ends";

    public static void Set(string mark) => _ = File.Exists(mark);
}
