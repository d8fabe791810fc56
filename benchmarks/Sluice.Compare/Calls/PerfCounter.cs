using System.Globalization;

namespace Sluice.Compare.Calls;

/// <summary>Has perf count, which serves the leg's FIFOs by itself.</summary>
internal sealed class PerfCounter : ICallCounter
{
    private const string Tracepoint = "raw_syscalls:sys_enter";

    private readonly CounterFolder _folder = new();
    private Tracer? _perf;

    public string Folder => _folder.FullName;

    private string Report => Path.Combine(_folder.FullName, "report");

    public static Task<bool> IsAvailableAsync() =>
        Tracer.WorksAsync(errors => TryRead(errors.Split('\n'), out _), "perf", "stat", "-x,", "-e", Tracepoint, "true");

    public void Attach(int process, CancellationToken cancellationToken) => _perf = new Tracer(
        "perf", "stat", "-x,", "-e", Tracepoint, "-o", Report, "-D", "-1", "--control", $"fifo:{_folder.Control},{_folder.Ack}",
        "-p", process.ToString(CultureInfo.InvariantCulture));

    public async Task<long> CountAsync()
    {
        await _perf!.InterruptAsync().ConfigureAwait(false);
        return TryRead(await File.ReadAllLinesAsync(Report).ConfigureAwait(false), out long calls) ? calls : throw new InvalidOperationException("perf counted nothing.");
    }

    public void Dispose()
    {
        _perf?.Dispose();
        _folder.Dispose();
    }

    private static bool TryRead(string[] lines, out long calls)
    {
        calls = 0;
        string? line = lines.FirstOrDefault(static line => line.Contains(Tracepoint, StringComparison.Ordinal));
        return line is not null && long.TryParse(line.Split(',')[0], CultureInfo.InvariantCulture, out calls);
    }
}
