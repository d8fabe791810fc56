using System.Globalization;

namespace Sluice.Compare.Calls;

/// <summary>Has strace count: it is attached where the leg's window begins, and detached where it ends.</summary>
internal sealed class StraceCounter : ICallCounter
{
    private readonly CounterFolder _folder = new();
    private Tracer? _strace;
    private Task _serving = Task.CompletedTask;

    public string Folder => _folder.FullName;

    private string Report => Path.Combine(_folder.FullName, "report");

    public static Task<bool> IsAvailableAsync() => Tracer.WorksAsync(static _ => true, "strace", "-c", "-o", "/dev/null", "true");

    public void Attach(int process, CancellationToken cancellationToken) => _serving = Task.Run(() => ServeAsync(process, cancellationToken), cancellationToken);

    public async Task<long> CountAsync()
    {
        await _serving.ConfigureAwait(false);
        string[] lines = await File.ReadAllLinesAsync(Report).ConfigureAwait(false);

        // % time, seconds, usecs/call, calls, errors or nothing, name; a line of dashes and the sum close the table.
        return lines.Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(static fields => fields.Length >= 5 && fields[^1] != "total" && double.TryParse(fields[0], CultureInfo.InvariantCulture, out _))
            .Sum(static fields => long.Parse(fields[3], CultureInfo.InvariantCulture));
    }

    public void Dispose()
    {
        _strace?.Dispose();
        _folder.Dispose();
    }

    private async Task ServeAsync(int process, CancellationToken cancellationToken)
    {
        // Both ends, so that neither side waits for the other to open its own.
        using FileStream control = new(_folder.Control, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        await using FileStream ack = new(_folder.Ack, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        using StreamReader commands = new(control);
        if (await commands.ReadLineAsync(cancellationToken).ConfigureAwait(false) != CounterSwitch.Enable)
            throw new InvalidOperationException("A leg ends its counter before it begins it.");
        _strace = new Tracer("strace", "-f", "-c", "-o", Report, "-p", process.ToString(CultureInfo.InvariantCulture));
        while (await _strace.Errors.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line && !line.Contains("attached", StringComparison.Ordinal))
        {
        }

        await ack.WriteAsync("ack\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
        await commands.ReadLineAsync(cancellationToken).ConfigureAwait(false);
        await _strace.InterruptAsync().ConfigureAwait(false);
        await ack.WriteAsync("ack\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
    }
}
