using System.Runtime.InteropServices;

namespace Sluice.Cli.Commands;

/// <summary>
/// Turns the first Ctrl+C, SIGTERM or hang-up of the terminal into a cancellation, so that counts are printed and temporary files removed.
/// The second one has the system's own effect and ends the process at once.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    public Interruption() =>
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnSignal),
        ];

    public CancellationToken Token => _source.Token;

    // The source is left to the collector: a late signal may still ask it to cancel.
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        if (_source.IsCancellationRequested)
            return;
        context.Cancel = true;

        // Off the signal thread: what is cancelled continues inline, and the next signal must get through meanwhile.
        _ = _source.CancelAsync();
    }
}
