using System.Diagnostics;
using System.Globalization;

namespace Sluice.TestSupport.Processes;

/// <summary>
/// A process that a test has started. What it writes is read as it comes, so that it never waits for a full pipe. Every wait for it has a bound, and one that fails says what the
/// process has written. It is ended by its number, and all that it has started with it, when it is disposed of.
/// </summary>
public sealed class ChildProcess : IDisposable
{
    private readonly Process _process;
    private readonly string _commandLine;
    private readonly Transcript _output;
    private readonly Transcript _errors;

    private ChildProcess(ProcessStartInfo start)
    {
        // All three: a process that shares the terminal of the tests may change how it is set up.
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        _commandLine = string.Join(' ', [start.FileName, .. start.ArgumentList]);
        _process = Process.Start(start)!;
        _output = new Transcript(_process.StandardOutput);
        _errors = new Transcript(_process.StandardError);
        Leftovers.Add(this);
    }

    public int Id => _process.Id;

    /// <summary>All that it has written so far.</summary>
    public string Output => _output.Text;

    /// <summary>All that it has written to its error stream so far.</summary>
    public string Errors => _errors.Text;

    /// <summary>A .NET program whose assembly lies beside the tests, to be started.</summary>
    public static ProcessStartInfo Managed(string program, params IEnumerable<string> arguments) =>
        new("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, $"{program}.dll"), .. arguments])
        {
            // The runtime's diagnostic pipes lie in the temporary folder, and a process that is killed leaves them there.
            Environment = { ["DOTNET_EnableDiagnostics"] = "0" },
        };

    public static ChildProcess Start(ProcessStartInfo start) => new(start);

    public static ChildProcess Start(string program, params IEnumerable<string> arguments) => new(new ProcessStartInfo(program, arguments));

    /// <summary>Gives it all of its standard input, which stays open and empty otherwise.</summary>
    public async Task GiveInputAsync(ReadOnlyMemory<byte> input)
    {
        await Within(_process.StandardInput.BaseStream.WriteAsync(input).AsTask(), "its input is read", Bounded.Limit);
        _process.StandardInput.Close();
    }

    /// <summary>The next line of its output that begins with a text.</summary>
    public async Task<string> LineAsync(string beginning)
    {
        Task<string?> line = FindLineAsync(beginning);
        await Within(line, $"a line begins with '{beginning}'", Bounded.Limit);
        return await line ?? throw new InvalidOperationException(await DescribeEndAsync($"a line began with '{beginning}'"));
    }

    /// <summary>Waits for what it brings about.</summary>
    public async Task UntilAsync(Func<bool> condition, string what)
    {
        await Within(Bounded.Until(() => condition() || _process.HasExited, what), what, Bounded.Limit);
        if (!condition())
            throw new InvalidOperationException(await DescribeEndAsync(what));
    }

    /// <summary>Sends a signal by its name.</summary>
    public async Task SignalAsync(string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync().Within("kill");
    }

    public Task<int> ExitAsync() => ExitAsync(Bounded.Limit);

    /// <summary>Waits for its end, and for that of all that it has written.</summary>
    /// <returns>The exit code; 128 and the signal where one has ended it.</returns>
    public async Task<int> ExitAsync(TimeSpan limit)
    {
        await Within(Task.WhenAll(_process.WaitForExitAsync(), _output.Reading, _errors.Reading), "it ends", limit);
        return _process.ExitCode;
    }

    /// <summary>Takes the lines of its output that nobody has taken yet.</summary>
    public IReadOnlyList<string> TakeLines()
    {
        List<string> lines = [];
        while (_output.Lines.TryRead(out string? line))
            lines.Add(line);
        return lines;
    }

    public void Dispose()
    {
        Leftovers.Remove(this);
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);

        // The kernel may keep it for as long as it is in a call of its own.
        _process.WaitForExit(Bounded.Limit);
        _process.Dispose();
    }

    private async Task<string?> FindLineAsync(string beginning)
    {
        while (await _output.Lines.WaitToReadAsync())
        {
            if (_output.Lines.TryRead(out string? line) && line.StartsWith(beginning, StringComparison.Ordinal))
                return line;
        }

        return null;
    }

    private async Task Within(Task task, string what, TimeSpan limit)
    {
        try
        {
            await task.WaitAsync(limit);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Not within {limit.TotalSeconds:0} s: {what}. {Describe()}");
        }
    }

    private async Task<string> DescribeEndAsync(string what) => $"It ended with {await ExitAsync()} before {what}. {Describe()}";

    private string Describe() => $"{_commandLine}\nhas written:\n{Output}\nand as errors:\n{Errors}";
}
