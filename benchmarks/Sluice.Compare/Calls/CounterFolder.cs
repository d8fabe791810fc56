using System.Diagnostics;
using Sluice.Compare.Files;

namespace Sluice.Compare.Calls;

/// <summary>The two FIFOs between a leg and its counter, in a folder of their own; gone when disposed of.</summary>
internal sealed class CounterFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new("compare-calls");

    public CounterFolder()
    {
        using Process make = Process.Start("mkfifo", [Control, Ack]);
        make.WaitForExit();
        if (make.ExitCode == 0)
            return;
        Dispose();
        throw new IOException($"mkfifo does not work in {FullName}.");
    }

    public string FullName => _folder.FullName;

    public string Control => CounterSwitch.ControlIn(FullName);

    public string Ack => CounterSwitch.AckIn(FullName);

    public void Dispose() => _folder.Dispose();
}
