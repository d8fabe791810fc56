using Sluice.TestSupport.Diagnostics;

namespace Sluice.LinuxTests.Diagnostics;

/// <summary>The meter on real sockets and files, where nothing else of this process sends.</summary>
public sealed class MetricsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The calls of one warm send, as strace shows them: two files opened, measured and closed, the small one read, one gathered call, and one sendfile with its questions.</summary>
    [Fact]
    public async Task WarmSend_MakesTheseSystemCalls()
    {
        string small = _folder.Write("small", 3000), large = _folder.Write("large", 100_000);
        using ConnectedPair pair = ConnectedPair.Create();
        await using Transmitter transmitter = new(new TransmitterOptions { Backend = TransmitterBackend.Linux });
        Task<byte[]> received = pair.ReceiveAsync(2 * 103_200);
        await Send();
        using MeterRecorder meter = new();

        await Send();

        Assert.Equal(2 * 103_200, (await received.Within()).Length);
        Assert.Equal(1, meter["sluice.sends{sluice.transport=socket}"]);
        Assert.Equal(103_200, meter["sluice.send.io{sluice.transport=socket}"]);
        Assert.Equal(3000, meter["sluice.copy.io{sluice.copy.reason=small}"]);
        Assert.Empty(meter.Of("sluice.send.failures"));
        foreach ((string name, int count) in (ReadOnlySpan<(string, int)>)[("openat2", 2), ("statx", 2), ("close", 2), ("sendto", 1), ("sendfile", 1)])
            Assert.Equal((name, count), (name, meter[$"sluice.system_calls{{sluice.system_call={name}}}"]));

        Task<long> Send() => transmitter.SendPacketsAsync(pair.Sender, [new byte[200], PacketElement.FromFile(small), PacketElement.FromFile(large)]).AsTask().Within();
    }

    [Fact]
    public async Task PortableBackend_TellsOfSendsBytesAndCopies_AndOfNoSystemCalls()
    {
        string file = _folder.Write("f", 100_000);
        using ConnectedPair pair = ConnectedPair.Create();
        await using Transmitter transmitter = new(new TransmitterOptions { Backend = TransmitterBackend.Portable });
        Task<byte[]> received = pair.ReceiveAsync(100_200);
        using MeterRecorder meter = new();

        await transmitter.SendPacketsAsync(pair.Sender, [new byte[200], PacketElement.FromFile(file)]).AsTask().Within();
        await Assert.ThrowsAsync<FileNotFoundException>(() => transmitter.SendPacketsAsync(pair.Sender, [PacketElement.FromFile(_folder.In("no"))]).AsTask());

        Assert.Equal(100_200, (await received.Within()).Length);
        Assert.Equal(2, meter["sluice.sends{sluice.transport=socket}"]);
        Assert.Equal(100_200, meter["sluice.send.io{sluice.transport=socket}"]);
        Assert.Equal(100_000, meter["sluice.copy.io{sluice.copy.reason=portable}"]);
        Assert.Equal(1, meter["sluice.send.failures{sluice.transport=socket,error.type=System.IO.FileNotFoundException}"]);
        Assert.Empty(meter.Of("sluice.system_calls"));
    }

    /// <summary>By the stock args the errors of files are thrown by the call; they are failed sends all the same.</summary>
    [Fact]
    public async Task StockArgs_AreCountedAsWell()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        using System.Net.Sockets.SocketAsyncEventArgs args = new();
        await using Transmitter transmitter = new();
        using MeterRecorder meter = new();

        args.SendPacketsElements = [new(new byte[10])];
        Assert.False(transmitter.SendPacketsAsync(pair.Sender, args));
        args.SendPacketsElements = [new(_folder.In("no"))];
        Assert.Throws<FileNotFoundException>(() => transmitter.SendPacketsAsync(pair.Sender, args));

        Assert.Equal(2, meter["sluice.sends{sluice.transport=socket}"]);
        Assert.Equal(10, meter["sluice.send.io{sluice.transport=socket}"]);
        Assert.Equal(1, meter["sluice.send.failures{sluice.transport=socket,error.type=System.IO.FileNotFoundException}"]);
    }
}
