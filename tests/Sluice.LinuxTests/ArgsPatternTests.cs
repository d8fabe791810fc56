using System.Net.Sockets;
using Sluice.Interop;

namespace Sluice.LinuxTests;

/// <summary>The event pattern itself, on both backends.</summary>
public sealed class ArgsPatternTests : IAsyncDisposable
{
    private readonly Transmitter _linux = new();
    private readonly Transmitter _portable = new(new TransmitterOptions { Backend = TransmitterBackend.Portable });

    public static TheoryData<TransmitterBackend> Backends => [TransmitterBackend.Linux, TransmitterBackend.Portable];

    [Fact]
    public void ThisRuntime_HasWhatTheBridgeNeeds() => Assert.True(ArgsAccess.IsSupported);

    [Fact]
    public async Task RuntimeWithoutThem_HandsTheCallToTheFramework()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        using SocketAsyncEventArgs args = new() { SendPacketsElements = [new([1, 2]), new([3])] };
        TaskCompletionSource completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        args.Completed += (_, _) => completed.SetResult();
        await using Transmitter bridgeless = new() { BridgesArgs = false };
        if (bridgeless.SendPacketsAsync(pair.Sender, args))
            await completed.Task.Within();

        // The same mistake, in the framework's words and not in ours: it was the framework that ran.
        args.SendPacketsElements = null;
        ArgumentException stock = Assert.ThrowsAny<ArgumentException>(() => pair.Sender.SendPacketsAsync(args));
        Assert.Equal(stock.Message, Assert.ThrowsAny<ArgumentException>(() => bridgeless.SendPacketsAsync(pair.Sender, args)).Message);

        Assert.Equal((SocketError.Success, 3, 3L), (args.SocketError, args.BytesTransferred, Transmitter.GetBytesTransferred(args)));
        Assert.Equal([1, 2, 3], await pair.ReceiveAsync(3).Within());
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void NullArgs_Throw(TransmitterBackend backend)
    {
        using ConnectedPair pair = ConnectedPair.Create();
        Assert.Equal("e", Assert.Throws<ArgumentNullException>(() => Of(backend).SendPacketsAsync(pair.Sender, (SocketAsyncEventArgs)null!)).ParamName);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void ListNeverSet_Throws_AndLeavesTheArgsFree(TransmitterBackend backend)
    {
        using ConnectedPair pair = ConnectedPair.Create();
        using SocketAsyncEventArgs args = new();
        Assert.Throws<ArgumentException>(() => Of(backend).SendPacketsAsync(pair.Sender, args));
        args.SendPacketsElements = [];
        Assert.False(Of(backend).SendPacketsAsync(pair.Sender, args));
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task ArgsInUse_Throw_AndTheOperationUnderWayGoesOn(TransmitterBackend backend)
    {
        using ConnectedPair pair = ConnectedPair.Create();
        using SocketAsyncEventArgs args = new() { SendPacketsElements = [new(new byte[20_000_000])] };
        TaskCompletionSource completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        args.Completed += (_, _) => completed.SetResult();
        Assert.True(Of(backend).SendPacketsAsync(pair.Sender, args));
        Assert.Throws<InvalidOperationException>(() => Of(backend).SendPacketsAsync(pair.Sender, args));
        Assert.Throws<InvalidOperationException>(() => args.SetBuffer(new byte[1]));

        await pair.ReceiveAsync(20_000_000).Within();
        await completed.Task.Within();
        Assert.Equal(20_000_000, args.BytesTransferred);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void FailedOpen_LeavesTheArgsFree(TransmitterBackend backend)
    {
        using ConnectedPair pair = ConnectedPair.Create();
        using SocketAsyncEventArgs args = new() { SendPacketsElements = [new("/no/such/file")] };
        Assert.Throws<DirectoryNotFoundException>(() => Of(backend).SendPacketsAsync(pair.Sender, args));
        args.SendPacketsElements = [new(new byte[5])];
        Assert.False(Of(backend).SendPacketsAsync(pair.Sender, args));
        Assert.Equal(5, args.BytesTransferred);
        Assert.Null(Transmitter.GetException(args));
    }

    /// <summary>BUGCLASSES 23: a success after a failure shows nothing of the failure.</summary>
    [Theory]
    [MemberData(nameof(Backends))]
    public void ReusedArgs_ForgetTheirLastFailure(TransmitterBackend backend)
    {
        using ConnectedPair pair = ConnectedPair.Create();
        using SocketAsyncEventArgs args = new() { SendPacketsElements = [new(new byte[5])], SendPacketsFlags = TransmitFileOptions.ReuseSocket };
        Assert.False(Of(backend).SendPacketsAsync(pair.Sender, args));
        Assert.Equal(SocketError.InvalidArgument, args.SocketError);
        Assert.NotNull(Transmitter.GetException(args));
        Assert.True(pair.Sender.Connected);

        args.SendPacketsFlags = TransmitFileOptions.UseDefaultWorkerThread;
        Assert.False(Of(backend).SendPacketsAsync(pair.Sender, args));
        Assert.Equal((SocketError.Success, 5, 5L), (args.SocketError, args.BytesTransferred, Transmitter.GetBytesTransferred(args)));
        Assert.Null(Transmitter.GetException(args));
    }

    /// <summary>BUGCLASSES 23 and 32: the next send begins inside the callback of the last, for many rounds.</summary>
    [Theory]
    [MemberData(nameof(Backends))]
    public async Task ArgsReusedInsideCompleted_CarryEverySendThrough(TransmitterBackend backend)
    {
        using ConnectedPair pair = ConnectedPair.Create(SocketFamily.Tcp4, sendBuffer: 16 * 1024, receiveBuffer: 16 * 1024);
        const int Rounds = 200, Size = 300_000;
        Task<byte[]> received = pair.ReceiveAsync(Rounds * Size);
        using SocketAsyncEventArgs args = new() { UserToken = "mine" };
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int round = 0, pending = 0;
        args.Completed += (sender, completed) =>
        {
            Interlocked.Increment(ref pending);
            Go(completed);
        };
        Go(null);

        await done.Task.Within();
        byte[] bytes = await received.Within();
        Assert.True(pending > Rounds / 2, $"only {pending} of {Rounds} were pending: too few to show anything");
        for (int i = 0; i < Rounds; i++)
            Assert.Equal(-1, bytes.AsSpan(i * Size, Size).IndexOfAnyExcept((byte)i));

        void Go(SocketAsyncEventArgs? completed)
        {
            do
            {
                if (completed is not null)
                    Assert.Equal((SocketError.Success, Size, "mine"), (args.SocketError, args.BytesTransferred, args.UserToken));
                if (round == Rounds)
                {
                    done.SetResult();
                    return;
                }

                byte[] block = new byte[Size];
                block.AsSpan().Fill((byte)round++);
                args.SendPacketsElements = [new(block)];
                completed = args;
            }
            while (!Of(backend).SendPacketsAsync(pair.Sender, args));
        }
    }

    /// <summary>BUGCLASSES 32.</summary>
    [Fact]
    public void HundredThousandInlineCompletions_DoNotGrowTheStack()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        using SocketAsyncEventArgs args = new() { SendPacketsElements = [new(new byte[1])] };
        args.Completed += (_, _) => Assert.Fail("an inline completion must not raise the event");
        byte[] buffer = new byte[1000];
        for (int i = 0; i < 100_000; i++)
        {
            Assert.False(_linux.SendPacketsAsync(pair.Sender, args));
            if (i % 1000 == 999)
                Drain(pair, buffer);
        }
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task ExecutionContext_FlowsToTheHandler(TransmitterBackend backend)
    {
        using ConnectedPair pair = ConnectedPair.Create();
        AsyncLocal<string> ambient = new() { Value = "from the call" };
        using SocketAsyncEventArgs args = new() { SendPacketsElements = [new(new byte[20_000_000])] };
        TaskCompletionSource<string?> seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        args.Completed += (sender, _) =>
        {
            Assert.Same(pair.Sender, sender);
            Assert.True(Thread.CurrentThread.IsThreadPoolThread);
            seen.SetResult(ambient.Value);
        };
        Assert.True(Of(backend).SendPacketsAsync(pair.Sender, args));
        ambient.Value = "later";
        await pair.ReceiveAsync(20_000_000).Within();
        Assert.Equal("from the call", await seen.Task.Within());
    }

    /// <summary>BUGCLASSES 31: whatever the race between the send and the Dispose of its socket, the event is raised once.</summary>
    [Fact]
    public async Task DisposeRacingTheSend_CompletesOnce()
    {
        for (int i = 0; i < 200; i++)
        {
            using ConnectedPair pair = ConnectedPair.Create(SocketFamily.Tcp4, sendBuffer: 8 * 1024, receiveBuffer: 8 * 1024);
            using SocketAsyncEventArgs args = new() { SendPacketsElements = [new(new byte[1_000_000])] };
            int raised = 0;
            TaskCompletionSource completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            args.Completed += (_, _) =>
            {
                Interlocked.Increment(ref raised);
                completed.TrySetResult();
            };
            Task<long> reading = pair.DiscardAsync();
            bool pending = _linux.SendPacketsAsync(pair.Sender, args);
            long threshold = i * 4000L;
            await Bounded.Until(() => raised > 0 || pair.Discarded >= threshold, "the bytes after which to dispose");
            await Task.Run(pair.Sender.Dispose).Within("Dispose");
            if (pending)
                await completed.Task.Within("the event");
            await reading.Within();
            Assert.Equal(pending ? 1 : 0, raised);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _linux.DisposeAsync();
        await _portable.DisposeAsync();
    }

    private static void Drain(ConnectedPair pair, byte[] buffer)
    {
        for (int drained = 0; drained < buffer.Length;)
            drained += pair.Receiver.Receive(buffer, drained, buffer.Length - drained, SocketFlags.None);
    }

    private Transmitter Of(TransmitterBackend backend) => backend == TransmitterBackend.Portable ? _portable : _linux;
}
