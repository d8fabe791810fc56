using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Sluice.Compare.Calls;

/// <summary>A tracing program at work on another process, its output read along; killed when disposed of before its end.</summary>
internal sealed class Tracer : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;

    public Tracer(string program, params IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        _process = Process.Start(start) ?? throw new Win32Exception($"{program} does not start.");
        _output = _process.StandardOutput.ReadToEndAsync();
    }

    public StreamReader Errors => _process.StandardError;

    /// <summary>Whether a program exists and does what it is asked to here.</summary>
    public static async Task<bool> WorksAsync(Predicate<string> isRight, string program, params IEnumerable<string> arguments)
    {
        try
        {
            using Tracer tracer = new(program, arguments);
            string errors = await tracer.Errors.ReadToEndAsync().ConfigureAwait(false);
            await tracer._process.WaitForExitAsync().ConfigureAwait(false);
            return tracer._process.ExitCode == 0 && isRight(errors);
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    /// <summary>Has it detach and report, as Ctrl+C does.</summary>
    public async Task InterruptAsync()
    {
        using Process kill = Process.Start("kill", ["-INT", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync().ConfigureAwait(false);
        await _process.WaitForExitAsync().ConfigureAwait(false);
        await _output.ConfigureAwait(false);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
