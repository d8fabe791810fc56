using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;

namespace Sluice.Cli.Tests.Support;

/// <summary>The real tool in a process of its own. Every wait has a bound, and nothing of it is left when it is disposed of.</summary>
internal sealed class ToolProcess : IAsyncDisposable
{
    /// <summary>The tool's assembly, as <c>dotnet exec</c> takes it.</summary>
    public static readonly string Assembly = Path.Combine(AppContext.BaseDirectory, "Sluice.Cli.dll");

    private const string ListeningOn = "listening on ";

    private readonly Process _process;
    private readonly Channel<string> _output = Channel.CreateUnbounded<string>();
    private readonly Task _outputPump;
    private readonly Task<string> _errors;

    private ToolProcess(Process process)
    {
        _process = process;
        _outputPump = PumpAsync();
        _errors = process.StandardError.ReadToEndAsync();
    }

    public static ToolProcess Start(params string[] arguments) => StartIn(Environment.CurrentDirectory, Path.GetTempPath(), arguments);

    /// <param name="folder">The working directory.</param>
    /// <param name="temporary">Where it puts its temporary files.</param>
    /// <param name="arguments">The command line.</param>
    public static ToolProcess StartIn(string folder, string temporary, params string[] arguments) =>
        new(Process.Start(Describe(folder, temporary, arguments))!);

    /// <summary>Runs to the end, with something on its standard input.</summary>
    public static async Task<ToolResult> RunWithInputAsync(ReadOnlyMemory<byte> input, params string[] arguments)
    {
        ProcessStartInfo start = Describe(Environment.CurrentDirectory, Path.GetTempPath(), arguments);
        start.RedirectStandardInput = true;
        await using ToolProcess tool = new(Process.Start(start)!);
        await tool._process.StandardInput.BaseStream.WriteAsync(input).AsTask().WaitAsync(Bound.Wait);
        tool._process.StandardInput.Close();
        return await tool.ExitAsync();
    }

    /// <summary>Runs to the end.</summary>
    public static async Task<ToolResult> RunAsync(params string[] arguments)
    {
        await using ToolProcess tool = Start(arguments);
        return await tool.ExitAsync();
    }

    /// <summary>Starts a receiver and waits until it listens.</summary>
    /// <returns>The process, and the address that it listens on.</returns>
    public static async Task<(ToolProcess Receiver, string Address)> ListenAsync(string endpoint, params string[] options)
    {
        ToolProcess receiver = Start(["receive", "--listen", endpoint, .. options]);
        try
        {
            return (receiver, (await receiver.LineAsync(ListeningOn))[ListeningOn.Length..]);
        }
        catch
        {
            await receiver.DisposeAsync();
            throw;
        }
    }

    public int Id => _process.Id;

    /// <summary>The next line of output that begins with a text.</summary>
    public async Task<string> LineAsync(string beginning)
    {
        using CancellationTokenSource bound = new(Bound.Wait);
        await foreach (string line in _output.Reader.ReadAllAsync(bound.Token))
        {
            if (line.StartsWith(beginning, StringComparison.Ordinal))
                return line;
        }

        throw new InvalidOperationException($"The tool ended without a line that begins with '{beginning}': {await _errors}");
    }

    /// <summary>Sends a signal, as a terminal does on Ctrl+C.</summary>
    public async Task SignalAsync(string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync().WaitAsync(Bound.Wait);
    }

    public Task<ToolResult> ExitAsync() => ExitAsync(Bound.Wait);

    /// <summary>Waits for the end; the output is what no one has read of it yet.</summary>
    public async Task<ToolResult> ExitAsync(TimeSpan bound)
    {
        await _process.WaitForExitAsync().WaitAsync(bound);
        await _outputPump.WaitAsync(bound);
        List<string> lines = await _output.Reader.ReadAllAsync().ToListAsync();
        return new ToolResult(_process.ExitCode, lines, await _errors.WaitAsync(bound));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static ProcessStartInfo Describe(string folder, string temporary, string[] arguments) => new("dotnet", ["exec", Assembly, .. arguments])
    {
        WorkingDirectory = folder,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        Environment = { ["TMPDIR"] = temporary },
    };

    private async Task PumpAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
            _output.Writer.TryWrite(line);
        _output.Writer.Complete();
    }
}
