using Sluice.Kernel;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Streams;

/// <summary>
/// BUGCLASSES 14: what is not in the page cache is waited for by disk threads alone. The simulated kernel takes any other wait for a misuse, and the
/// host fails on one.
/// </summary>
public sealed class ColdFileTests
{
    [Theory]
    [InlineData(3000)]
    [InlineData(64 * 1024)]
    [InlineData(1_000_000)]
    public async Task ColdFile_IsReadByADiskThread_AndSentWhole(int length)
    {
        await using SimulationHost host = new() { RunsDiskSteps = false };
        SimulatedConnection connection = host.Connect();
        SimulatedFile file = host.Kernel.AddFile("/a", Bytes.Of(length));
        file.MakeCold(0, length);

        ObservedSend send = host.Send(connection, Bytes.Of(100), PacketElement.FromFile("/a"), Bytes.Of(50));
        host.Settle();
        Assert.False(send.IsCompleted);
        Assert.Equal(Bytes.Of(100), connection.Received);
        Assert.False(connection.Socket.IsCorked);

        host.RunsDiskSteps = true;
        host.RunToEnd();
        Assert.True(send.Succeeded);
        Assert.Equal(Bytes.Join(Bytes.Of(100), Bytes.Of(length), Bytes.Of(50)), connection.Received);
    }

    [Fact]
    public async Task FileColdInTheMiddle_GoesBySendFileAroundThat()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        SimulatedFile file = host.Kernel.AddFile("/a", Bytes.Of(5_000_000));
        file.MakeCold(2_500_000, 100_000);

        AssertArrives(host, connection, "/a", 5_000_000);
        Assert.Contains(host.Kernel.Calls, call => call.Kind == CallKind.SendFile && call.Offset > 2_600_000);
        Assert.True(host.Kernel.Calls.Where(call => call.Kind == CallKind.SendFile).Sum(call => call.Moved) > 4_000_000);
    }

    /// <summary>The kernel reads ahead in the call of whoever reads on: so turns keep to what disk threads have read, also where more is there by then.</summary>
    [Theory]
    [InlineData(20_000_000)]
    [InlineData(1_000_000)]
    public async Task ColdStretch_IsReadByDiskThreads_AndTurnsSendNoFurther(int cold)
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        host.Kernel.AddFile("/a", Bytes.Of(20_000_000)).MakeCold(0, cold);

        AssertArrives(host, connection, "/a", 20_000_000);
        long read = 0, sent = 0;
        foreach (KernelCall call in host.Kernel.Calls)
        {
            if (call.Kind == CallKind.Populate || (call.Kind == CallKind.Read && !call.IsNoWait))
                read = Math.Max(read, call.Offset + call.Moved);
            if (call.Kind != CallKind.SendFile || call.Moved == 0)
                continue;
            Assert.InRange(call.Offset + call.Moved, 0, read);
            sent += call.Moved;
        }

        // In the long run 128 KiB of each 2 MiB and more are copied.
        Assert.InRange(sent, 18_000_000, 20_000_000);
        Assert.InRange(host.Kernel.CallsOf(CallKind.Populate).Max(call => call.Requested), 0, 2 * 1024 * 1024);
    }

    /// <summary>To look before every call costs as much as the calls do. But a reader that is slow may find the pages gone.</summary>
    [Fact]
    public async Task StretchFoundInTheCache_IsLookedAtOnce_UntilTimeHasPassed()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 50_000);
        SimulatedFile file = host.Kernel.AddFile("/a", Bytes.Of(3_000_000));
        ObservedSend send = host.Send(connection, PacketElement.FromFile("/a"));
        for (int i = 0; i < 20; i++)
        {
            connection.Socket.Drain();
            host.Settle();
        }

        Assert.Equal(1, host.Kernel.CountOf(CallKind.CountCachedPages));
        file.MakeCold(0, 3_000_000);
        host.Pass(TimeSpan.FromMilliseconds(100));
        host.RunToEnd();
        Assert.True(send.Succeeded);
        Assert.Equal(Bytes.Of(3_000_000), connection.Received);
    }

    /// <summary>What is sent again and again is looked at ten times a second, not at every send; and what came in its place is another file.</summary>
    [Fact]
    public async Task StretchFoundByOneSend_IsNotLookedAtByTheNext_UntilTimeHasPassed()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        host.Kernel.AddFile("/a", Bytes.Of(100_000));
        for (int i = 0; i < 10; i++)
        {
            host.Send(connection, PacketElement.FromFile("/a"));
            host.RunToEnd();
        }

        Assert.Equal(1, host.Kernel.CountOf(CallKind.CountCachedPages));
        host.Kernel.AddFile("/a", Bytes.Of(100_000)).MakeCold(0, 100_000);
        host.Send(connection, PacketElement.FromFile("/a"));
        host.RunToEnd();
        Assert.Contains(host.Kernel.Calls, call => call.Kind == CallKind.Read && call.Moved > 1);

        int looks = host.Kernel.CountOf(CallKind.CountCachedPages);
        host.Pass(TimeSpan.FromMilliseconds(120));
        host.Kernel.AddFile("/b", Bytes.Of(200_000));
        host.Send(connection, PacketElement.FromFile("/a"), PacketElement.FromFile("/b", 50_000));
        host.RunToEnd();
        Assert.Equal(looks + 2, host.Kernel.CountOf(CallKind.CountCachedPages));
        Assert.All(host.Sends, send => Assert.True(send.Succeeded));
    }

    [Fact]
    public async Task FileThatCannotBePopulated_IsReadPieceByPiece()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        host.Kernel.AddFile("/a", Bytes.Of(3_000_000)).MakeCold(0, 3_000_000);
        host.Kernel.Faults.When(call => call.Kind == CallKind.Populate).Fails(Errno.Invalid);

        AssertArrives(host, connection, "/a", 3_000_000);
    }

    [Fact]
    public async Task FileThatCannotBePeekedInto_IsAlwaysReadByADiskThread()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 50_000);
        host.Kernel.AddFile("/fuse", Bytes.Of(700_000)).CannotPeek = true;
        host.Kernel.AddFile("/small", Bytes.Of(700)).CannotPeek = true;

        ObservedSend send = host.Send(connection, PacketElement.FromFile("/fuse"), PacketElement.FromFile("/small"));
        host.RunToEnd();

        Assert.True(send.Succeeded);
        Assert.Equal(Bytes.Join(Bytes.Of(700_000), Bytes.Of(700)), connection.Received);

        // What was read is kept until the socket has taken it: nothing else has it.
        Assert.Equal(700_700, host.Kernel.Calls.Where(call => call.Kind == CallKind.Read).Sum(call => call.Moved));
    }

    /// <summary>Ten thousand slow readers of cold files would hold a buffer each, and the page cache has the same bytes.</summary>
    [Fact]
    public async Task SocketThatTakesNoMore_HoldsNoBufferOfWhatIsCachedByNow()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 50_000);
        host.Kernel.AddFile("/a", Bytes.Of(1_000_000)).MakeCold(0, 1_000_000);

        ObservedSend send = host.Send(connection, PacketElement.FromFile("/a"));
        host.Settle();
        Assert.False(send.IsCompleted);
        connection.Socket.Drain();
        int taken = connection.Received.Length;
        host.Settle();
        Assert.Contains(host.Kernel.Calls, call => call.Kind == CallKind.SendFile && call.Offset == taken && call.Moved > 0);

        host.RunToEnd();
        Assert.True(send.Succeeded);
        Assert.Equal(Bytes.Of(1_000_000), connection.Received);
    }

    /// <summary>BUGCLASSES 12, 14: what the page cache has of a file whose file system asks a daemon or a server is not to be relied on, and sendfile(2) would do that.</summary>
    [Fact]
    public async Task FileThatCannotBePeekedInto_IsNotSentFromTheCache_ThoughThatSeemsToHaveIt()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        SimulatedFile file = host.Kernel.AddFile("/fuse", Bytes.Of(700_000));
        (file.CannotPeek, file.SeemsCached) = (true, true);

        AssertArrives(host, connection, "/fuse", 700_000);

        // The first look finds out what it is; what was not yet known then went by a disk thread as well.
        Assert.Equal(0, host.Kernel.CountOf(CallKind.SendFile));
    }

    [Fact]
    public async Task KernelWithoutCacheStat_AsksPageByPage()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        host.Kernel.Faults.When(call => call.Kind == CallKind.CountCachedPages).Fails(Errno.NotImplemented);
        host.Kernel.AddFile("/a", Bytes.Of(3_000_000)).MakeCold(1_000_000, 300_000);

        AssertArrives(host, connection, "/a", 3_000_000);
        Assert.Single(host.Kernel.Calls, call => call.Kind == CallKind.CountCachedPages);
    }

    /// <summary>cachestat(2) refuses a file that the process may not write (Linux 6.14): it says nothing of the next one, and is not asked again of the first.</summary>
    [Fact]
    public async Task FileOfWhichCacheStatTellsNothing_IsAskedPageByPage_AndTheOthersAreNot()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        host.Kernel.Faults.When(call => call.Kind == CallKind.CountCachedPages).Fails(Errno.NotPermitted);
        host.Kernel.AddFile("/foreign", Bytes.Of(5_000_000)).MakeCold(1_000_000, 300_000);
        host.Kernel.AddFile("/own", Bytes.Of(1_000_000)).MakeCold(500_000, 4096);

        ObservedSend foreign = host.Send(connection, PacketElement.FromFile("/foreign"));
        host.RunToEnd();
        Assert.Single(host.Kernel.CallsOf(CallKind.CountCachedPages));
        ObservedSend own = host.Send(connection, PacketElement.FromFile("/own"));
        host.RunToEnd();

        // The page that is missing lies between those that would be peeked at: taken for resident, it would be waited for in a turn.
        Assert.True(foreign.Succeeded && own.Succeeded);
        Assert.Equal(Bytes.Join(Bytes.Of(5_000_000), Bytes.Of(1_000_000)), connection.Received);
    }

    /// <summary>EINVAL may be a file's own answer, as some devices and daemons give it: openat2(2) is still there.</summary>
    [Fact]
    public async Task FileWhoseOpenIsInvalid_LeavesTheOthersToBeOpenedWithoutWaiting()
    {
        await using SimulationHost host = new() { RunsDiskSteps = false };
        SimulatedConnection connection = host.Connect();
        host.Kernel.AddFile("/odd", Bytes.Of(10)).OpenError = Errno.Invalid;
        host.Kernel.AddFile("/cold", Bytes.Of(1000)).IsPathCold = true;

        ObservedSend odd = host.Send(connection, PacketElement.FromFile("/odd"));
        ObservedSend cold = host.Send(connection, PacketElement.FromFile("/cold"));
        host.Settle();
        Assert.IsType<IOException>(odd.Failure);
        Assert.False(cold.IsCompleted);

        host.RunsDiskSteps = true;
        host.RunToEnd();
        Assert.True(cold.Succeeded);
    }

    [Fact]
    public async Task PathThatIsNotCached_IsOpenedByADiskThread_InTheOrderOfTheCalls()
    {
        await using SimulationHost host = new() { RunsDiskSteps = false };
        SimulatedConnection connection = host.Connect(), other = host.Connect();
        host.Kernel.AddFile("/a", Bytes.Of(1000)).IsPathCold = true;
        host.Kernel.AddFile("/b", Bytes.Of(1000, 2));

        ObservedSend first = host.Send(connection, Bytes.Of(10), PacketElement.FromFile("/b"), PacketElement.FromFile("/a"));
        ObservedSend second = host.Send(connection, PacketElement.FromFile("/b"));
        ObservedSend elsewhere = host.Send(other, PacketElement.FromFile("/b"));
        host.Settle();
        Assert.True(elsewhere.WasInline);
        Assert.Empty(connection.Received);
        Assert.False(first.IsCompleted || second.IsCompleted);

        host.RunsDiskSteps = true;
        host.RunToEnd();
        Assert.True(first.Succeeded && second.Succeeded);
        Assert.Equal(Bytes.Join(Bytes.Of(10), Bytes.Of(1000, 2), Bytes.Of(1000), Bytes.Of(1000, 2)), connection.Received);
    }

    [Fact]
    public async Task ErrorOfALateOpen_ComesThroughTheTask()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        SimulatedFile file = host.Kernel.AddFile("/a", Bytes.Of(1000));
        file.IsPathCold = true;
        file.OpenError = Errno.AccessDenied;
        host.Kernel.AddFile("/b", Bytes.Of(1000)).IsPathCold = true;

        ObservedSend denied = host.Send(connection, PacketElement.FromFile("/b"), PacketElement.FromFile("/a"));
        ObservedSend outside = host.Send(connection, PacketElement.FromFile("/b", 500, 501));
        ObservedSend fine = host.Send(connection, PacketElement.FromFile("/b"));
        host.RunToEnd();

        Assert.IsType<UnauthorizedAccessException>(denied.Failure);
        Assert.Equal(System.Net.Sockets.SocketError.InvalidArgument, Assert.IsType<SendPacketsException>(outside.Failure).SocketErrorCode);
        Assert.True(fine.Succeeded);
        Assert.Equal(Bytes.Of(1000), connection.Received);
    }

    [Fact]
    public async Task CanceledBehindADisk_EndsWithTheCountSoFar()
    {
        await using SimulationHost host = new() { RunsDiskSteps = false };
        SimulatedConnection connection = host.Connect();
        host.Kernel.AddFile("/a", Bytes.Of(1_000_000)).MakeCold(0, 1_000_000);
        host.Kernel.AddFile("/late", Bytes.Of(10)).IsPathCold = true;
        using CancellationTokenSource cancellation = new();

        ObservedSend send = host.Send(connection, [Bytes.Of(100), PacketElement.FromFile("/a")], default, cancellation);
        ObservedSend unplanned = host.Send(connection, [PacketElement.FromFile("/late")], default, cancellation);
        host.Settle();
        await cancellation.CancelAsync();
        host.RunsDiskSteps = true;
        host.RunToEnd();

        Assert.Equal(100, Assert.IsType<SendPacketsCanceledException>(send.Failure).BytesTransferred);
        Assert.Equal(0, Assert.IsType<SendPacketsCanceledException>(unplanned.Failure).BytesTransferred);
        Assert.Equal(Bytes.Of(100), connection.Received);
    }

    [Fact]
    public async Task SocketClosedDuringADiskRead_IsNotHeldOpenByIt()
    {
        await using SimulationHost host = new() { RunsDiskSteps = false };
        SimulatedConnection connection = host.Connect();
        host.Kernel.AddFile("/a", Bytes.Of(1_000_000)).MakeCold(0, 1_000_000);

        ObservedSend send = host.Send(connection, PacketElement.FromFile("/a"));
        ObservedSend behind = host.Send(connection, Bytes.Of(10));
        host.Settle();
        Assert.Equal(0, connection.Owner.References);

        connection.Owner.Dispose();
        host.RunsDiskSteps = true;
        host.RunToEnd();
        Assert.All([send, behind], ended => Assert.Equal(
            System.Net.Sockets.SocketError.OperationAborted, Assert.IsType<SendPacketsException>(ended.Failure).SocketErrorCode));
    }

    [Fact]
    public async Task ColdFileThatFailsOrShrinks_SaysSo()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        SimulatedFile broken = host.Kernel.AddFile("/broken", Bytes.Of(300_000)), shrunk = host.Kernel.AddFile("/shrunk", Bytes.Of(300_000));
        broken.MakeCold(0, 300_000);
        broken.ReadError = Errno.InputOutput;
        shrunk.MakeCold(0, 300_000);
        host.Kernel.Faults.At(CallKind.Prefetch, 1).After(() => shrunk.Truncate(131_072));

        ObservedSend unreadable = host.Send(connection, PacketElement.FromFile("/broken"));
        ObservedSend tooShort = host.Send(connection, PacketElement.FromFile("/shrunk"));
        host.RunToEnd();

        Assert.Contains("/broken", Assert.IsType<SendPacketsException>(unreadable.Failure).Message);
        Assert.Equal(131_072, Assert.IsType<SendPacketsException>(tooShort.Failure).BytesTransferred);
        Assert.Contains("shrank", tooShort.Failure!.Message);
    }

    /// <summary>BUGCLASSES 17, 31: the caller does not wait for the disk; the file and the buffer are let go of by the disk thread.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CanceledOnDisk_EndsBeforeTheDiskAnswers_AndTheNextSendGoesOn(bool isPathCold)
    {
        await using SimulationHost host = new() { RunsDiskSteps = false };
        SimulatedConnection connection = host.Connect();
        SimulatedFile file = host.Kernel.AddFile("/a", Bytes.Of(1_000_000));
        file.MakeCold(0, 1_000_000);
        file.IsPathCold = isPathCold;
        using CancellationTokenSource cancellation = new();

        ObservedSend send = host.Send(connection, [Bytes.Of(100), PacketElement.FromFile("/a")], default, cancellation);
        ObservedSend next = host.Send(connection, Bytes.Of(10));
        host.Settle();
        await cancellation.CancelAsync();
        host.Settle();
        Assert.Equal(isPathCold ? 0 : 100, Assert.IsType<SendPacketsCanceledException>(send.Failure).BytesTransferred);
        Assert.True(next.Succeeded);
        Assert.Equal(isPathCold ? 0 : 1, host.Kernel.OpenFileCount);

        host.RunsDiskSteps = true;
        host.RunToEnd();
        Assert.Equal(0, host.Kernel.OpenFileCount);
        Assert.Equal(0, host.Kernel.CountOf(CallKind.Read));
        Assert.True(host.Send(connection, Bytes.Of(10)).Succeeded);
    }

    /// <summary>The stop that comes while the disk thread is in its call: what that call finds is for nobody any more.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CanceledInTheMiddleOfADiskStep_EndsOnce(bool isPathCold)
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        SimulatedFile file = host.Kernel.AddFile("/a", Bytes.Of(1_000_000));
        file.MakeCold(0, 1_000_000);
        file.IsPathCold = isPathCold;
        using CancellationTokenSource cancellation = new();
        bool wasToldFirst = false;
        ObservedSend? send = null;
        host.Kernel.Faults.When(call => (isPathCold ? call.Kind == CallKind.Open && !call.IsNoWait : call.Kind == CallKind.Read && !call.IsNoWait)).After(() =>
        {
            cancellation.Cancel();
            host.Dispatcher.RunAll();
            wasToldFirst = send!.IsCompleted;
        });

        send = host.Send(connection, [PacketElement.FromFile("/a")], default, cancellation);
        host.RunToEnd();
        Assert.True(wasToldFirst);
        Assert.Equal(0, Assert.IsType<SendPacketsCanceledException>(send.Failure).BytesTransferred);
        Assert.Empty(connection.Received);
        Assert.Equal(0, host.Kernel.OpenFileCount);
    }

    [Fact]
    public async Task TransmitterDisposedWhileOnDisk_EndsItsSends()
    {
        await using SimulationHost host = new() { RunsDiskSteps = false };
        SimulatedConnection connection = host.Connect();
        host.Kernel.AddFile("/a", Bytes.Of(1_000_000)).MakeCold(0, 1_000_000);
        ObservedSend send = host.Send(connection, PacketElement.FromFile("/a"));
        host.Settle();
        Task disposing = host.Transmitter.DisposeAsync().AsTask();
        host.Dispatcher.RunAll();
        Assert.Equal(System.Net.Sockets.SocketError.OperationAborted, Assert.IsType<SendPacketsException>(send.Failure).SocketErrorCode);
        host.RunDiskStep();
        await disposing;
    }

    /// <summary>BUGCLASSES 17: errors of the process and of the system, for the check and for a file that is opened again.</summary>
    [Theory]
    [InlineData((int)Errno.TooManyOpenFiles, "this process has too many open files")]
    [InlineData((int)Errno.TooManyOpenFilesInSystem, "the system has too many open files")]
    public async Task NoDescriptorLeft_IsAnErrorThatSaysSo_BeforeTheFirstByteOrWithTheExactCount(int error, string message)
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        PacketElement[] elements = [.. Enumerable.Range(0, 300).Select(i =>
        {
            host.Kernel.AddFile($"/{i}", Bytes.Of(10, i));
            return PacketElement.FromFile($"/{i}");
        })];
        host.Kernel.Faults.At(CallKind.Open, 200).Fails((Errno)error);
        ObservedSend early = host.Send(connection, elements);
        host.RunToEnd();
        Assert.Contains(message, Assert.IsType<IOException>(early.Failure).Message);
        Assert.Empty(connection.Received);

        int checks = host.Kernel.CountOf(CallKind.Open) + elements.Length;
        host.Kernel.Faults.When(call => call.Kind == CallKind.Open && call.Path == "/150" && host.Kernel.CountOf(CallKind.Open) > checks).Fails((Errno)error);
        ObservedSend late = host.Send(connection, elements);
        host.RunToEnd();
        SendPacketsException failure = Assert.IsType<SendPacketsException>(late.Failure);
        Assert.Contains(message, failure.Message);
        Assert.Equal((150, 1500), (failure.ElementIndex, failure.BytesTransferred));
        Assert.Equal(failure.BytesTransferred, connection.Received.Length);
        Assert.Equal(0, host.Kernel.OpenFileCount);
    }
    /// <summary>Sends a file, which has to arrive as a whole.</summary>
    private static void AssertArrives(SimulationHost host, SimulatedConnection connection, string path, int length)
    {
        ObservedSend send = host.Send(connection, PacketElement.FromFile(path));
        host.RunToEnd();

        Assert.True(send.Succeeded);
        Assert.Equal(Bytes.Of(length), connection.Received);
    }
}
