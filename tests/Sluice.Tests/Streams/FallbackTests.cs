using Sluice.Kernel;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Streams;

/// <summary>Files that sendfile(2) refuses (BUGCLASSES 9).</summary>
public sealed class FallbackTests
{
    private const int Large = 300_000;

    [Theory]
    [InlineData(Errno.Invalid)]
    [InlineData(Errno.NotImplemented)]
    [InlineData(Errno.NotSupported)]
    public async Task RefusedFile_IsCopied_AndNotTriedAgain(Enum error)
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 90_000);
        host.Kernel.AddFile("/a", Bytes.Of(Large)).SendFileError = (Errno)error;

        ObservedSend send = host.Send(connection, Bytes.Of(100), PacketElement.FromFile("/a", 1000), Bytes.Of(50));
        host.RunToEnd();

        Assert.Equal(Large - 1000 + 150, send.Bytes);
        Assert.Equal(Bytes.Join(Bytes.Of(100), Bytes.Of(Large)[1000..], Bytes.Of(50)), connection.Received);
        Assert.Equal(1, host.Kernel.CountOf(CallKind.SendFile));
    }

    /// <summary>It worked for a while: the copy begins at the very byte where sendfile(2) stopped.</summary>
    [Theory]
    [InlineData(Errno.Invalid, 1)]
    [InlineData(Errno.NotImplemented, 65_536)]
    [InlineData(Errno.NotSupported, 299_999)]
    public async Task RefusalInTheMiddle_GoesOnFromTheExactOffset(Enum error, int sentBefore)
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        SimulatedFile file = host.Kernel.AddFile("/a", Bytes.Of(Large));
        host.Kernel.Faults.At(CallKind.SendFile, 1).ShortTo(sentBefore).After(() => file.SendFileError = (Errno)error);

        ObservedSend send = host.Send(connection, PacketElement.FromFile("/a"), Bytes.Of(50));
        host.RunToEnd();

        Assert.Equal(Large + 50, send.Bytes);
        Assert.Equal(Bytes.Join(Bytes.Of(Large), Bytes.Of(50)), connection.Received);
        Assert.Equal(2, host.Kernel.CountOf(CallKind.SendFile));
    }

    [Fact]
    public async Task RefusalOfOneFile_DoesNotTouchAnother()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        host.Kernel.AddFile("/a", Bytes.Of(Large)).SendFileError = Errno.Invalid;
        host.Kernel.AddFile("/b", Bytes.Of(Large, 2));

        ObservedSend send = host.Send(connection, PacketElement.FromFile("/a"), PacketElement.FromFile("/b"));
        host.RunToEnd();

        Assert.Equal(2 * Large, send.Bytes);
        Assert.Equal(Bytes.Join(Bytes.Of(Large), Bytes.Of(Large, 2)), connection.Received);
        Assert.Equal(2, host.Kernel.CountOf(CallKind.SendFile));
    }

    /// <summary>The next send may find another file system under the same path: a refusal is not kept in the reused table (BUGCLASSES 23).</summary>
    [Fact]
    public async Task RefusalInOneSend_IsForgottenByTheNext()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        SimulatedFile file = host.Kernel.AddFile("/a", Bytes.Of(Large));
        file.SendFileError = Errno.Invalid;
        host.Send(connection, PacketElement.FromFile("/a"));
        file.SendFileError = Errno.None;
        host.Kernel.ClearCalls();

        host.Send(connection, PacketElement.FromFile("/a"));

        Assert.Equal(1, host.Kernel.CountOf(CallKind.SendFile));
        Assert.Equal(0, host.Kernel.CountOf(CallKind.Read));
    }

    /// <summary>A copied file shares its calls with its neighbours.</summary>
    [Fact]
    public async Task LastPartOfACopiedFile_RidesWithTheTrailer()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        host.Kernel.AddFile("/a", Bytes.Of(100_000)).SendFileError = Errno.Invalid;

        host.Send(connection, PacketElement.FromFile("/a"), Bytes.Of(50));

        Assert.Equal([100_050], host.Kernel.CallsOf(CallKind.Send).Select(call => call.Requested));
    }
}
