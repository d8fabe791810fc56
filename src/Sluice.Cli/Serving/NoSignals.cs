using Microsoft.Extensions.Hosting;

namespace Sluice.Cli.Serving;

/// <summary>Leaves the signals to the tool, which knows what to do between one and the end.</summary>
internal sealed class NoSignals : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
