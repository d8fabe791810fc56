using System.Diagnostics.Metrics;
using System.Net.Sockets;
using Sluice.Kernel;
using Sluice.Operations;
using Sluice.Streams;
using Sluice.Tests.Streams;
using Sluice.Tests.Writing;
using Sluice.TestSupport.Diagnostics;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Diagnostics;

/// <summary>What the meter tells is exact, to the byte and to the call.</summary>
[Collection(nameof(ListeningTests))]
public sealed class MetricsTests
{
    private const TransmitFileOptions WriteBehindFlag = (TransmitFileOptions)4;
    private const string OverSocket = "sluice.transport=socket";
    private const string OverStream = "sluice.transport=stream";

    /// <summary>The table of docs/metrics.md.</summary>
    [Theory]
    [InlineData("sluice.sends", "{send}", typeof(Counter<long>))]
    [InlineData("sluice.send.failures", "{send}", typeof(Counter<long>))]
    [InlineData("sluice.send.io", "By", typeof(Counter<long>))]
    [InlineData("sluice.active_sends", "{send}", typeof(ObservableUpDownCounter<long>))]
    [InlineData("sluice.system_calls", "{call}", typeof(Counter<long>))]
    [InlineData("sluice.copy.io", "By", typeof(Counter<long>))]
    [InlineData("sluice.disk.handoffs", "{handoff}", typeof(Counter<long>))]
    public async Task Instrument_HasTheNameUnitAndKindOfTheDocumentation(string name, string unit, Type kind)
    {
        await using SimulationHost host = new();
        using MeterRecorder meter = new();

        Instrument instrument = meter.Instruments[name];

        Assert.Equal((unit, kind), (instrument.Unit, instrument.GetType()));
        Assert.NotNull(instrument.Description);
        Assert.Equal(7, meter.Instruments.Count);
    }

    [Fact]
    public async Task SystemCalls_AreThoseOfTheKernelsLog()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 50_000);
        host.Kernel.AddFile("/small", Bytes.Of(3000));
        host.Kernel.AddFile("/large", Bytes.Of(400_000)).MakeCold(200_000, 50_000);
        host.Kernel.Faults.At(CallKind.Send, 1).Fails(Errno.Interrupted);
        using MeterRecorder meter = new();

        ObservedSend send = host.Send(connection, Bytes.Of(100), PacketElement.FromFile("/small"), PacketElement.FromFile("/large"), Bytes.Of(5000), Bytes.Of(5000));
        host.RunToEnd();

        Assert.True(send.Succeeded);
        Dictionary<string, long> expected = host.Kernel.Calls.GroupBy(NameOf).ToDictionary(group => group.Key, group => (long)group.Count());
        Assert.Equal(expected, meter.Of("sluice.system_calls").ToDictionary(series => series.Key["sluice.system_call=".Length..], series => series.Value));
        Assert.Superset(new HashSet<string> { "sendto", "sendmsg", "sendfile", "pread64", "preadv2", "cachestat", "epoll_wait" }, expected.Keys.ToHashSet());
    }

    [Fact]
    public async Task BytesAndSends_AreCountedOnce_ForSendsThatEndInlineWaitAndFail()
    {
        await using SimulationHost host = new();
        SimulatedConnection fast = host.Connect(), slow = host.Connect(capacity: 10_000);
        host.Kernel.AddSparseFile("/huge", (2 * StreamEngine.TurnBytes) + 1);
        using MeterRecorder meter = new();

        host.Send(fast, Bytes.Of(100));
        host.Send(fast, default(PacketElement));
        host.Send(fast, PacketElement.FromFile("/huge"));
        ObservedSend broken = host.Send(slow, Bytes.Of(50_000));
        slow.Socket.ResetByPeer();
        host.RunToEnd();

        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SendPacketsException>(broken.Failure).SocketErrorCode);
        Assert.Equal(4, meter[$"sluice.sends{{{OverSocket}}}"]);
        Assert.Equal(100 + (2 * StreamEngine.TurnBytes) + 1 + 10_000, meter[$"sluice.send.io{{{OverSocket}}}"]);
        Assert.Equal(new Dictionary<string, long> { [$"{OverSocket},error.type=ConnectionReset"] = 1 }, meter.Of("sluice.send.failures"));
    }

    [Fact]
    public async Task Failures_AreToldApartByTheirErrors()
    {
        SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 1000), other = host.Connect();
        SimulatedFile shrinking = host.Kernel.AddFile("/a", Bytes.Of(500_000));
        host.Kernel.Faults.At(CallKind.SendFile, 2).Before(() => shrinking.Truncate(10));
        using CancellationTokenSource canceled = new();
        using MeterRecorder meter = new();

        host.Send(other, PacketElement.FromFile("/missing"));
        host.RunToEnd();
        host.Send(other, PacketElement.FromFile("/a", 1_000_000));
        host.Send(other, [Bytes.Of(1)], new SendSettings(default, -5));
        host.Send(connection, [Bytes.Of(5000)], default, canceled);
        await canceled.CancelAsync();
        host.Send(connection, [Bytes.Of(5000)], default, canceled);
        host.Send(connection, PacketElement.FromFile("/a"));
        host.RunToEnd();
        host.Send(connection, Bytes.Of(5000));
        await host.DisposeAsync();

        Assert.Equal(
            new Dictionary<string, long>
            {
                [$"{OverSocket},error.type=System.IO.FileNotFoundException"] = 1,
                [$"{OverSocket},error.type=InvalidArgument"] = 2,
                [$"{OverSocket},error.type=canceled"] = 2,
                [$"{OverSocket},error.type=System.IO.EndOfStreamException"] = 1,
                [$"{OverSocket},error.type=OperationAborted"] = 1,
            },
            meter.Of("sluice.send.failures"));
        Assert.Equal(7, meter[$"sluice.sends{{{OverSocket}}}"]);
    }

    /// <summary>Nobody else hears of it but the sends behind it.</summary>
    [Fact]
    public async Task FailureAfterWriteBehindWasTold_IsALateOne()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 1000);
        using MeterRecorder meter = new();

        ObservedSend behind = host.Send(connection, [Bytes.Of(5000)], new SendSettings(WriteBehindFlag, 0));
        Assert.Equal(5000, behind.Bytes);
        Assert.Empty(meter.Of("sluice.send.failures"));
        connection.Socket.ResetByPeer();
        host.RunToEnd();
        ObservedSend next = host.Send(connection, Bytes.Of(10));
        host.RunToEnd();

        Assert.False(next.Succeeded);
        Assert.Equal(
            new Dictionary<string, long>
            {
                [$"{OverSocket},error.type=ConnectionReset,sluice.send.late=True"] = 1,
                [$"{OverSocket},error.type=ConnectionAborted"] = 1,
            },
            meter.Of("sluice.send.failures"));
        Assert.Equal(1000, meter[$"sluice.send.io{{{OverSocket}}}"]);
    }

    [Fact]
    public async Task Copies_AreToldApartByTheirReasons()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        host.Kernel.AddFile("/small", Bytes.Of(1000));
        host.Kernel.AddFile("/warm", Bytes.Of(500_000));
        host.Kernel.AddFile("/cold", Bytes.Of(100_000)).MakeCold(0, 100_000);
        host.Kernel.AddFile("/refused", Bytes.Of(70_000)).SendFileError = Errno.Invalid;
        using MeterRecorder meter = new();

        foreach (string file in (string[])["/small", "/warm", "/cold", "/refused"])
        {
            host.Send(connection, PacketElement.FromFile(file));
            host.RunToEnd();
        }

        Assert.Equal(
            new Dictionary<string, long> { ["sluice.copy.reason=small"] = 1000, ["sluice.copy.reason=cold"] = 100_000, ["sluice.copy.reason=refused"] = 70_000 },
            meter.Of("sluice.copy.io"));
        Assert.Equal(new Dictionary<string, long> { ["sluice.disk.operation=read"] = 1 }, meter.Of("sluice.disk.handoffs"));
    }

    [Fact]
    public async Task ColdPath_IsAHandoffToOpenIt()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        host.Kernel.AddFile("/a", new SimulatedFile(new StoredContent(Bytes.Of(100))) { IsPathCold = true });
        using MeterRecorder meter = new();

        host.Send(connection, PacketElement.FromFile("/a"));
        host.RunToEnd();

        Assert.Equal(new Dictionary<string, long> { ["sluice.disk.operation=open"] = 1 }, meter.Of("sluice.disk.handoffs"));
    }

    [Fact]
    public async Task FileThatIsOpenedAgainForItsTurn_IsAHandoffToOpenIt()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 500);
        SimulatedFile[] files = [.. Enumerable.Range(0, 200).Select(i => host.Kernel.AddFile($"/{i}", Bytes.Of(10, i)))];
        using MeterRecorder meter = new();

        host.Send(connection, [.. Enumerable.Range(0, 200).Select(i => PacketElement.FromFile($"/{i}"))]);
        files[150].IsPathCold = true;
        host.RunToEnd();

        Assert.Equal(2000, connection.Received.Length);
        Assert.Equal(new Dictionary<string, long> { ["sluice.disk.operation=open"] = 1 }, meter.Of("sluice.disk.handoffs"));
    }

    [Fact]
    public async Task ActiveSends_AreThoseBegunAndNotEnded()
    {
        await using StreamHost streams = new();
        SimulationHost host = streams.Host;
        SimulatedConnection connection = host.Connect(capacity: 1000);
        TaskCompletionSource go = new();
        streams.Stream.BeforeWrite = (_, _) => go.Task;
        using MeterRecorder meter = new();
        long[] Active()
        {
            meter.Observe();
            return [meter[$"sluice.active_sends{{{OverSocket}}}"], meter[$"sluice.active_sends{{{OverStream}}}"]];
        }

        Assert.Equal([0, 0], Active());
        host.Send(connection, Bytes.Of(5000));
        host.Send(connection, Bytes.Of(10));
        Task<long> written = streams.Send(Bytes.Of(10));
        Assert.Equal([2, 1], Active());

        host.RunToEnd();
        Assert.Equal([0, 1], Active());
        go.SetResult();
        await streams.Finish(written);
        Assert.Equal([0, 0], Active());
        await host.DisposeTransmitterAsync();
        Assert.Equal([0, 0], Active());
    }

    [Fact]
    public async Task SendsOverStreams_AreCountedAsSuch()
    {
        await using StreamHost host = new();
        host.Kernel.AddFile("/a", Bytes.Of(200_000)).MakeCold(0, 200_000);
        using MeterRecorder meter = new();

        await host.Finish(host.Send(Bytes.Of(100), PacketElement.FromFile("/a")));
        host.Stream.BeforeWrite = (_, _) => throw new IOException("broken", new SocketException((int)SocketError.ConnectionReset));
        await host.Fail<SendPacketsException>(host.Send(Bytes.Of(100)));
        host.Stream.BeforeWrite = (_, _) => throw new InvalidOperationException("completed");
        await host.Fail<SendPacketsException>(host.Send(Bytes.Of(100)));
        await host.Fail<SendPacketsCanceledException>(host.Send([Bytes.Of(100)], null, new CancellationToken(canceled: true)));

        Assert.Equal(4, meter[$"sluice.sends{{{OverStream}}}"]);
        Assert.Equal(200_100, meter[$"sluice.send.io{{{OverStream}}}"]);
        Assert.Equal(200_000, meter["sluice.copy.io{sluice.copy.reason=stream}"]);
        Assert.Equal(4, meter["sluice.disk.handoffs{sluice.disk.operation=read}"]);
        Assert.Equal(
            new Dictionary<string, long>
            {
                [$"{OverStream},error.type=ConnectionReset"] = 1,
                [$"{OverStream},error.type=System.InvalidOperationException"] = 1,
                [$"{OverStream},error.type=canceled"] = 1,
            },
            meter.Of("sluice.send.failures"));
    }

    /// <summary>A listener that comes late has the whole of a send that goes on; one that has gone misses the rest and harms nothing.</summary>
    [Fact]
    public async Task ListenerThatComesInTheMiddle_IsToldOfTheWholeSend()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 1000);
        ObservedSend send = host.Send(connection, Bytes.Of(5000));

        using (MeterRecorder meter = new())
        {
            connection.Socket.Drain();
            host.Settle();
            Assert.Equal(2000, meter[$"sluice.send.io{{{OverSocket}}}"]);
        }

        host.RunToEnd();
        Assert.True(send.Succeeded);
    }

    private static string NameOf(KernelCall call) => call.Kind switch
    {
        CallKind.Open => call.IsNoWait ? "openat2" : "openat",
        CallKind.Close => "close",
        CallKind.GetStatus or CallKind.GetPathStatus => "statx",
        CallKind.Read or CallKind.Peek => call.IsNoWait ? "preadv2" : "pread64",
        CallKind.CountCachedPages => "cachestat",
        CallKind.Prefetch => "fadvise64",
        CallKind.GetFileSystem => "fstatfs",
        CallKind.Send => call.Pieces.Count == 1 ? "sendto" : "sendmsg",
        CallKind.SendFile or CallKind.Populate => "sendfile",
        CallKind.SetCork => "setsockopt",
        CallKind.ShutdownSending => "shutdown",
        CallKind.GetTcpState or CallKind.TakeError => "getsockopt",
        CallKind.CreateEpoll => "epoll_create1",
        CallKind.ControlEpoll => "epoll_ctl",
        CallKind.WaitEpoll => "epoll_wait",
        CallKind.CreateEvent => "eventfd2",
        CallKind.SignalEvent => "write",
        _ => "read",
    };
}
