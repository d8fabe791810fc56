using Sluice.Kernel;
using Sluice.Operations;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Streams;

/// <summary>A send that drops behind itself leaves nothing of its own in the page cache, however it ends. The real page cache: Sluice.LinuxTests' DropBehindTests.</summary>
public sealed class DropBehindTests
{
    private const int Length = 3_000_000;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task WholeSend_DropsEveryBlock()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        host.Kernel.AddFile("/a", Bytes.Of(Length)).MakeCold(0, Length);
        ObservedSend send = host.Send(connection, [PacketElement.FromFile("/a")], Settings());
        host.RunToEnd();
        Assert.True(send.Succeeded);
        Assert.Equal(Bytes.Of(Length), connection.Received);
        Assert.Equal(0, ReadAheadAndNotDropped(host));
    }

    public static TheoryData<string> Ends => ["stalled", "cancelled", "cancelled on disk", "reset", "closed", "unreadable"];

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task SendThatEndsEarly_DropsWhatItHadReadAhead(string end)
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 300_000);
        SimulatedFile file = host.Kernel.AddFile("/a", Bytes.Of(Length));
        file.MakeCold(0, Length);
        using CancellationTokenSource cancellation = new();
        ObservedSend send = host.Send(connection, [PacketElement.FromFile("/a")], Settings(), cancellation);
        host.Settle();
        Assert.False(send.IsCompleted);
        Assert.NotEqual(0, ReadAheadAndNotDropped(host));

        switch (end)
        {
            case "stalled":
                host.Pass(Timeout);
                break;
            case "cancelled":
                await cancellation.CancelAsync();
                break;
            case "cancelled on disk":
                host.RunsDiskSteps = false;
                connection.Socket.Drain();
                host.Settle();
                await cancellation.CancelAsync();
                host.Settle();
                Assert.True(send.IsCompleted);
                host.RunsDiskSteps = true;
                break;
            case "reset":
                connection.Socket.ResetByPeer();
                break;
            case "closed":
                connection.Owner.Dispose();
                break;
            default:
                file.ReadError = Errno.InputOutput;
                break;
        }

        host.RunToEnd();
        Assert.NotNull(send.Failure);
        Assert.Equal(0, ReadAheadAndNotDropped(host));
        Assert.Equal(0, host.Kernel.OpenFileCount);
    }

    private static SendSettings Settings() => SendSettings.From(new SendPacketsOptions { DropBehind = true, StallTimeout = Timeout });

    private static int ReadAheadAndNotDropped(SimulationHost host)
    {
        HashSet<long> blocks = [];
        foreach (KernelCall call in host.Kernel.Calls)
        {
            if (call.Kind == CallKind.Prefetch)
                blocks.Add(call.Offset);
            else if (call.Kind == CallKind.Discard)
                blocks.Remove(call.Offset);
        }

        return blocks.Count;
    }
}
