using System.Diagnostics;
using Sluice.TestSupport.Processes;

namespace Sluice.Cli.Tests.Support;

/// <summary>The real tool in a process of its own.</summary>
internal sealed class ToolProcess : IAsyncDisposable
{
    /// <summary>The tool's assembly, as <c>dotnet exec</c> takes it.</summary>
    public static readonly string Assembly = Path.Combine(AppContext.BaseDirectory, $"{Program}.dll");

    private const string Program = "Sluice.Cli";
    private const string ListeningOn = "listening on ";

    private readonly ChildProcess _process;

    private ToolProcess(ProcessStartInfo start) => _process = ChildProcess.Start(start);

    public int Id => _process.Id;

    public static ToolProcess Start(params string[] arguments) => new(ChildProcess.Managed(Program, arguments));

    /// <param name="folder">The working directory.</param>
    /// <param name="temporary">Where it puts its temporary files.</param>
    /// <param name="arguments">The command line.</param>
    public static ToolProcess StartIn(string folder, string temporary, params string[] arguments)
    {
        ProcessStartInfo start = ChildProcess.Managed(Program, arguments);
        start.WorkingDirectory = folder;
        start.Environment["TMPDIR"] = temporary;

        // What the tool's own processes leave behind in that folder is its business, and for the test to see.
        start.Environment.Remove("DOTNET_EnableDiagnostics");
        return new ToolProcess(start);
    }

    /// <summary>Runs to the end, with something on its standard input.</summary>
    public static async Task<ToolResult> RunWithInputAsync(ReadOnlyMemory<byte> input, params string[] arguments)
    {
        await using ToolProcess tool = Start(arguments);
        await tool._process.GiveInputAsync(input);
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

    /// <summary>The next line of output that begins with a text.</summary>
    public Task<string> LineAsync(string beginning) => _process.LineAsync(beginning);

    /// <summary>Sends a signal, as a terminal does on Ctrl+C.</summary>
    public Task SignalAsync(string signal) => _process.SignalAsync(signal);

    public Task<ToolResult> ExitAsync() => ExitAsync(TestSupport.Bounded.Limit);

    /// <summary>Waits for the end; the output is what no one has read of it yet.</summary>
    public async Task<ToolResult> ExitAsync(TimeSpan bound)
    {
        int code = await _process.ExitAsync(bound);
        return new ToolResult(code, _process.TakeLines(), _process.Errors);
    }

    public ValueTask DisposeAsync()
    {
        _process.Dispose();
        return ValueTask.CompletedTask;
    }
}
