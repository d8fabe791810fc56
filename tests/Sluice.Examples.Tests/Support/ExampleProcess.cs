using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;

namespace Sluice.Examples.Tests.Support;

/// <summary>An example in a process of its own. Every wait has a bound, and nothing of it is left when it is disposed of.</summary>
internal sealed class ExampleProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Channel<string> _output = Channel.CreateUnbounded<string>();
    private readonly Task _pump;
    private readonly Task<string> _errors;

    private ExampleProcess(Process process)
    {
        _process = process;
        _pump = PumpAsync();
        _errors = process.StandardError.ReadToEndAsync();
    }

    public int Id => _process.Id;

    public static ExampleProcess Start(string example, params string[] arguments)
    {
        string assembly = Path.Combine(AppContext.BaseDirectory, $"{example}.dll");
        return new ExampleProcess(Process.Start(
            new ProcessStartInfo("dotnet", ["exec", assembly, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!);
    }

    /// <summary>Runs to the end, which must be a good one.</summary>
    /// <returns>The lines of its output.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(string example, params string[] arguments)
    {
        await using ExampleProcess process = Start(example, arguments);
        await process.EndsWellAsync();
        return await process._output.Reader.ReadAllAsync().ToListAsync();
    }

    /// <summary>What follows a text in the next line of output that begins with it.</summary>
    public async Task<string> AfterAsync(string beginning)
    {
        using CancellationTokenSource bound = new(Bounded.Limit);
        await foreach (string line in _output.Reader.ReadAllAsync(bound.Token))
        {
            if (line.StartsWith(beginning, StringComparison.Ordinal))
                return line[beginning.Length..];
        }

        throw new InvalidOperationException($"The example ended without a line that begins with '{beginning}': {await _errors}");
    }

    /// <summary>Sends a signal by its name.</summary>
    public async Task SignalAsync(string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync().Within("kill");
    }

    /// <summary>Waits for the end.</summary>
    /// <returns>The exit code, 128 and the signal where one has ended it.</returns>
    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().Within("the end of the example");
        await _pump.Within("the end of its output");
        return _process.ExitCode;
    }

    public async Task EndsWellAsync()
    {
        int code = await ExitAsync();
        Assert.Equal((0, ""), (code, await _errors.Within("its errors")));
    }

    /// <summary>Ends by itself with exit code 1 and one line that says why.</summary>
    public async Task FailsAsync(string reason)
    {
        Assert.Equal(1, await ExitAsync());
        string line = (await _errors.Within("its errors")).Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        Assert.Contains(reason, line, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task PumpAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
            _output.Writer.TryWrite(line);
        _output.Writer.Complete();
    }
}
