using Sluice.Tests.Streams;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Files;

/// <summary>How long the open-file cache serves what it has, to the tick: a replaced file for one interval from the lookup of its path, however often it is sent.</summary>
public sealed class FileCacheTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private static readonly TransmitterOptions Options = new() { ReactorThreads = 1, FileCacheCapacity = 2, FileCacheInterval = Interval };

    [Fact]
    public async Task ReplacedFile_IsServedUpToItsInterval_AndNotAtItsEnd()
    {
        await using SimulationHost host = new(Options);
        SimulatedConnection connection = host.Connect();
        host.Kernel.AddFile("/a", Bytes.Of(10));
        host.Send(connection, PacketElement.FromFile("/a"));
        host.Kernel.AddFile("/a", Bytes.Of(20, 2));

        // Each use of it leaves its end where it is.
        for (int i = 0; i < 9; i++)
        {
            host.Pass(Interval / 10);
            host.Send(connection, PacketElement.FromFile("/a"));
        }

        Assert.Equal(10 * 10, connection.Received.Length);
        host.Pass(Interval / 10);
        host.Send(connection, PacketElement.FromFile("/a"));
        Assert.Equal(Bytes.Of(20, 2), connection.Received[100..]);
    }

    /// <summary>The open may take longer than the interval, and the path lead elsewhere as soon as it is over.</summary>
    [Fact]
    public async Task FileReplacedDuringASlowOpen_IsServedUpToItsIntervalFromTheLookup()
    {
        await using SimulationHost host = new(Options);
        SimulatedConnection connection = host.Connect();
        host.Kernel.AddFile("/a", Bytes.Of(10));
        host.Kernel.Faults.When(call => call.Kind == CallKind.Open).After(() =>
        {
            host.Kernel.AddFile("/a", Bytes.Of(20, 2));
            host.Time.Advance(Interval);
        });

        host.Send(connection, PacketElement.FromFile("/a"));
        host.Send(connection, PacketElement.FromFile("/a"));
        Assert.Equal(Bytes.Join(Bytes.Of(10), Bytes.Of(20, 2)), connection.Received);
    }
}
