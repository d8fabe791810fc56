namespace Sluice.Examples.Tests.Support;

/// <summary>An example in a process of its own.</summary>
internal sealed class ExampleProcess : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private ExampleProcess(ChildProcess process) => _process = process;

    public int Id => _process.Id;

    public static ExampleProcess Start(string example, params string[] arguments) => new(ChildProcess.Start(ChildProcess.Managed(example, arguments)));

    /// <summary>Runs to the end, which must be a good one.</summary>
    /// <returns>The lines of its output.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(string example, params string[] arguments)
    {
        await using ExampleProcess process = Start(example, arguments);
        await process.EndsWellAsync();
        return process._process.TakeLines();
    }

    /// <summary>What follows a text in the next line of output that begins with it.</summary>
    public async Task<string> AfterAsync(string beginning) => (await _process.LineAsync(beginning))[beginning.Length..];

    /// <summary>Sends a signal by its name.</summary>
    public Task SignalAsync(string signal) => _process.SignalAsync(signal);

    /// <summary>Waits for the end.</summary>
    /// <returns>The exit code; 128 and the signal where one has ended it.</returns>
    public Task<int> ExitAsync() => _process.ExitAsync();

    public async Task EndsWellAsync()
    {
        int code = await ExitAsync();
        Assert.Equal((0, ""), (code, _process.Errors));
    }

    /// <summary>Ends by itself with exit code 1 and one line that says why.</summary>
    public async Task FailsAsync(string reason)
    {
        Assert.Equal(1, await ExitAsync());
        string line = _process.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        Assert.Contains(reason, line, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync()
    {
        _process.Dispose();
        return ValueTask.CompletedTask;
    }
}
