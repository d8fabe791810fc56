using System.Diagnostics;

namespace Sluice.TestSupport.Mounts;

/// <summary>A process that serves a test, ended by its number when the test ends; what it says is kept for the message of a failure.</summary>
public sealed class Daemon : IDisposable
{
    private readonly Process _process;
    private readonly System.Text.StringBuilder _said = new();

    public Daemon(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += Note;
        _process.ErrorDataReceived += Note;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>Waits for what the daemon brings about.</summary>
    public async Task UntilAsync(Func<bool> condition, string what)
    {
        await Bounded.Until(() => condition() || _process.HasExited, what);
        if (!condition())
            throw new InvalidOperationException($"{_process.StartInfo.FileName} ended with {_process.ExitCode} before {what}: {Said()}");
    }

    public string Said()
    {
        lock (_said)
            return _said.ToString();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Note(object sender, DataReceivedEventArgs line)
    {
        lock (_said)
            _said.AppendLine(line.Data);
    }
}
