using System.ComponentModel;
using System.Diagnostics;

namespace Sluice.Compare.Legs;

/// <summary>A child with its output captured, killed when disposed of before its end.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;
    private readonly string _name;

    public ChildProcess(string file, IEnumerable<string> arguments, params ReadOnlySpan<(string Name, string Value)> environment)
    {
        _name = Path.GetFileName(file);
        ProcessStartInfo start = new(file, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        _process = Process.Start(start) ?? throw new Win32Exception($"{file} does not start.");
    }

    public int Id => _process.Id;

    /// <summary>This program, again, with other arguments.</summary>
    public static ChildProcess Self(IEnumerable<string> arguments, params ReadOnlySpan<(string Name, string Value)> environment)
    {
        // Started as "dotnet Sluice.Compare.dll" as well as by its own host.
        string host = Environment.ProcessPath!;
        string program = Path.Combine(AppContext.BaseDirectory, "Sluice.Compare.dll");
        return Path.GetFileNameWithoutExtension(host) == "dotnet"
            ? new ChildProcess(host, ["exec", program, .. arguments], environment)
            : new ChildProcess(host, arguments, environment);
    }

    /// <summary>A receiver, which says its port first: the cheap one in C where there is a compiler, else this program.</summary>
    public static ChildProcess Receiver(NativePrograms? native, params string[] job) =>
        native is null ? Self(["receive", .. job]) : new ChildProcess(native.Receiver, job);

    public async Task<string> ReadLineAsync(CancellationToken cancellationToken) =>
        await _process.StandardOutput.ReadLineAsync(cancellationToken).ConfigureAwait(false)
        ?? throw new InvalidOperationException($"{_name} ended without a word.");

    public void CloseInput() => _process.StandardInput.Close();

    public async Task WaitForExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        if (_process.ExitCode != 0)
            throw new InvalidOperationException($"{_name} ended with code {_process.ExitCode}.");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
