using Sluice.TestSupport;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Writing;

/// <summary>Sends over recording streams, their files on a simulated kernel, whose disk steps run when they are waited for.</summary>
internal sealed class StreamHost : IAsyncDisposable
{
    public StreamHost(TransmitterOptions? options = null) => Host = new SimulationHost(options) { RunsDiskSteps = false };

    public SimulationHost Host { get; }

    public SimulatedKernel Kernel => Host.Kernel;

    public RecordingStream Stream { get; } = new();

    public Task<long> Send(params ReadOnlySpan<PacketElement> elements) => Send(elements, null);

    public Task<long> Send(ReadOnlySpan<PacketElement> elements, SendPacketsOptions? options, CancellationToken cancellation = default) =>
        Host.Transmitter.SendPacketsAsync(Stream, elements, options, cancellation).AsTask();

    /// <summary>Waits for the end of a send, running the disk steps that it needs.</summary>
    public async Task<long> Finish(Task<long> send)
    {
        await Until(() => send.IsCompleted, "the send");
        return await send;
    }

    /// <summary>Waits for the failure of a send.</summary>
    public async Task<T> Fail<T>(Task<long> send)
        where T : Exception
    {
        await Until(() => send.IsCompleted, "the send");
        return await Assert.ThrowsAsync<T>(() => send);
    }

    /// <summary>Waits for a condition, running disk steps.</summary>
    public Task Until(Func<bool> condition, string what) => Bounded.Until(
        () =>
        {
            Host.RunDiskStep();
            Host.Dispatcher.RunAll();
            return condition();
        },
        what);

    public async ValueTask DisposeAsync()
    {
        Assert.False(Stream.Overlapped, "Two calls on the stream were under way at a time.");
        await Host.DisposeAsync();
        await Stream.DisposeAsync();
    }
}
