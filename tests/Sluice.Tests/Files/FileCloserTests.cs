using Sluice.Tests.Streams;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Files;

/// <summary>
/// BUGCLASSES 14: the last to close a deleted file frees it, which takes a quarter of a second for a gigabyte. Neither the caller nor the reactor does that.
/// </summary>
public sealed class FileCloserTests
{
    private const long Large = 5 * 1024 * 1024;

    /// <summary>Ends in the call, and after the socket was full.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData(1_000_000L)]
    public async Task LargeFileDeletedUnderTheSend_IsClosedByADiskThread(long? capacity)
    {
        await using SimulationHost host = new() { RunsDiskSteps = false };
        SimulatedConnection connection = host.Connect(capacity);
        SimulatedFile file = host.Kernel.AddSparseFile("/a", Large);
        host.Kernel.Faults.When(call => call.Kind == CallKind.SendFile).After(() => file.Links = 0);

        ObservedSend send = host.Send(connection, PacketElement.FromFile("/a"));
        host.RunToEnd();

        Assert.True(send.Succeeded);
        Assert.Equal(1, host.Kernel.OpenFileCount);
        Assert.True(host.RunDiskStep());
        Assert.Equal(0, host.Kernel.OpenFileCount);
        host.RunsDiskSteps = true;
    }

    /// <summary>A file that has a name is only let go of, and of a small one nobody asks: that would be one more system call for each.</summary>
    [Theory]
    [InlineData(Large, 1, 2)]
    [InlineData(100_000, 0, 1)]
    public async Task AnyOtherFile_IsClosedWhereItsSendEnds(long length, int links, int questions)
    {
        await using SimulationHost host = new() { RunsDiskSteps = false };
        SimulatedConnection connection = host.Connect();
        host.Kernel.AddSparseFile("/a", length).Links = (uint)links;

        ObservedSend send = host.Send(connection, PacketElement.FromFile("/a"));
        host.RunToEnd();

        Assert.True(send.Succeeded);
        Assert.Equal(0, host.Kernel.OpenFileCount);
        Assert.Equal(questions, host.Kernel.CountOf(CallKind.GetStatus));
    }

    /// <summary>The open-file cache lets go of it within a send.</summary>
    [Fact]
    public async Task LargeFileOfTheCache_DeletedSince_IsClosedByADiskThread()
    {
        await using SimulationHost host = new(new TransmitterOptions { ReactorThreads = 1, FileCacheCapacity = 4, FileCacheInterval = TimeSpan.FromSeconds(10) }) { RunsDiskSteps = false };
        SimulatedConnection connection = host.Connect();
        SimulatedFile file = host.Kernel.AddSparseFile("/a", Large);
        ObservedSend send = host.Send(connection, PacketElement.FromFile("/a"));
        host.RunToEnd();
        Assert.True(send.Succeeded);
        file.Links = 0;

        // The next send that asks for it finds it too old, and has the cache let go of it.
        host.Pass(TimeSpan.FromSeconds(20));
        host.Kernel.AddFile("/a", Bytes.Of(10));
        Assert.True(host.Send(connection, PacketElement.FromFile("/a")).Succeeded);

        Assert.Equal(2, host.Kernel.OpenFileCount);
        Assert.True(host.RunDiskStep());
        Assert.Equal(1, host.Kernel.OpenFileCount);
        host.RunsDiskSteps = true;
    }
}
