using System.Diagnostics;

namespace Sluice.LinuxTests.Support;

/// <summary>A .NET program beside the tests, as a process of its own; ended with the test, by its number.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;

    private ChildProcess(Process process) => _process = process;

    public static ChildProcess Start(string program, IEnumerable<string> arguments, params ReadOnlySpan<(string Name, string Value)> environment)
    {
        string path = Path.Combine(AppContext.BaseDirectory, $"{program}.dll");
        ProcessStartInfo start = new("dotnet", ["exec", path, .. arguments]) { RedirectStandardOutput = true };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        return new ChildProcess(Process.Start(start)!);
    }

    /// <summary>Waits for its end and has all that it has written.</summary>
    public async Task<string> EndAsync(TimeSpan limit)
    {
        string output = await _process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(limit, TestContext.Current.CancellationToken);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).Within("the exit");
        return output;
    }

    public int ExitCode => _process.ExitCode;

    /// <summary>SIGKILL: it has no say in it.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).Within("the end of what was killed");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
