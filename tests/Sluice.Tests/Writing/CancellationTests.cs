using System.Net.Sockets;
using Sluice.Tests.Streams;
using Sluice.TestSupport;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Writing;

/// <summary>Ends of sends over streams at every moment: by their token, and with their transmitter (BUGCLASSES 31).</summary>
public sealed class CancellationTests
{
    private const int BufferBytes = 64 * 1024;

    [Fact]
    public async Task CancelledBefore_WritesNothing()
    {
        await using StreamHost host = new();

        SendPacketsCanceledException ended = await host.Fail<SendPacketsCanceledException>(host.Send([Bytes.Of(10)], null, new CancellationToken(canceled: true)));

        Assert.Equal(0, ended.BytesTransferred);
        Assert.Empty(host.Stream.Calls);
    }

    [Fact]
    public async Task CancelledBetweenWrites_WritesNoMore()
    {
        for (int last = 1; last <= 5; last++)
        {
            await using StreamHost host = new();
            host.Kernel.AddFile("/a", Bytes.Of(5 * BufferBytes));
            using CancellationTokenSource cancellation = new();
            int at = last;
            host.Stream.BeforeWrite = (nth, _) => nth == at ? cancellation.CancelAsync() : Task.CompletedTask;

            SendPacketsCanceledException ended = await host.Fail<SendPacketsCanceledException>(
                host.Send([Bytes.Of(20_000), PacketElement.FromFile("/a")], null, cancellation.Token));

            Assert.Equal(at, host.Stream.WritesBegun);
            Assert.Equal(host.Stream.Content.Length, ended.BytesTransferred);
            Assert.Equal(20_000 + ((at - 1) * BufferBytes), ended.BytesTransferred);
            Assert.Equal(cancellation.Token, ended.CancellationToken);
            Assert.Equal(0, host.Kernel.OpenFileCount);
            Assert.Equal(5, await host.Finish(host.Send(Bytes.Of(5))));
        }
    }

    [Fact]
    public async Task CancelledInTheMiddleOfAWrite_CountsWhatWasTakenBefore()
    {
        await using StreamHost host = new();
        host.Kernel.AddFile("/a", Bytes.Of(5 * BufferBytes));
        using CancellationTokenSource cancellation = new();
        host.Stream.BeforeWrite = (nth, token) => nth == 3 ? Task.Delay(Timeout.Infinite, token) : Task.CompletedTask;
        Task<long> send = host.Send([Bytes.Of(20_000), PacketElement.FromFile("/a")], null, cancellation.Token);
        await host.Until(() => host.Stream.WritesBegun == 3, "the third write");

        await cancellation.CancelAsync();

        Assert.Equal(20_000 + BufferBytes, (await host.Fail<SendPacketsCanceledException>(send)).BytesTransferred);
        Assert.Equal(5, await host.Finish(host.Send(Bytes.Of(5))));
    }

    [Fact]
    public async Task CancelledWhileQueued_EndsAtOnce_AndTheOthersGoOnInOrder()
    {
        await using StreamHost host = new();
        using CancellationTokenSource cancellation = new();
        TaskCompletionSource go = new();
        host.Stream.BeforeWrite = (nth, _) => nth == 1 ? go.Task : Task.CompletedTask;
        Task<long> first = host.Send(Bytes.Of(10, 1));
        Task<long> second = host.Send([Bytes.Of(10, 2)], null, cancellation.Token);
        Task<long> third = host.Send(Bytes.Of(10, 3));

        await cancellation.CancelAsync();

        Assert.Equal(0, (await host.Fail<SendPacketsCanceledException>(second)).BytesTransferred);
        Assert.False(first.IsCompleted);
        Assert.False(third.IsCompleted);
        go.SetResult();
        Assert.Equal(10, await host.Finish(third));
        Assert.Equal(Bytes.Join(Bytes.Of(10, 1), Bytes.Of(10, 3)), host.Stream.Content);
    }

    [Fact]
    public async Task CancelledWhileTheDiskWorks_EndsWhenThatHasEnded()
    {
        await using StreamHost host = new();
        host.Kernel.AddFile("/a", Bytes.Of(1000)).MakeCold(0, 1000);
        using CancellationTokenSource cancellation = new();
        Task<long> send = host.Send([PacketElement.FromFile("/a")], null, cancellation.Token);

        await cancellation.CancelAsync();
        Assert.False(send.IsCompleted);

        Assert.Equal(0, (await host.Fail<SendPacketsCanceledException>(send)).BytesTransferred);
        Assert.Empty(host.Stream.Calls);
    }

    [Fact]
    public async Task TransmitterDisposedOf_EndsWritingAndQueuedSends_AndWaitsForThem()
    {
        await using StreamHost host = new();
        host.Stream.BeforeWrite = (_, token) => Task.Delay(Timeout.Infinite, token);
        Task<long> writing = host.Send(Bytes.Of(10));
        Task<long> queued = host.Send(Bytes.Of(10));

        await host.Host.DisposeTransmitterAsync();

        // Complete but for the hop of its continuation.
        Assert.Equal(SocketError.OperationAborted, (await host.Fail<SendPacketsException>(writing)).SocketErrorCode);
        Assert.Equal(SocketError.OperationAborted, (await host.Fail<SendPacketsException>(queued)).SocketErrorCode);
        Assert.Throws<ObjectDisposedException>(() => { _ = host.Send(Bytes.Of(1)); });
    }

    [Fact]
    public async Task Disposal_WaitsForAWriteThatDoesNotHearItsToken()
    {
        await using StreamHost host = new();
        TaskCompletionSource go = new();
        host.Stream.BeforeWrite = (_, _) => go.Task;
        Task<long> writing = host.Send(Bytes.Of(10), Bytes.Of(20_000));

        Task disposing = host.Host.Transmitter.DisposeAsync().AsTask();
        Assert.False(disposing.IsCompleted);
        go.SetResult();

        await disposing.Within();
        Assert.Equal(10, (await host.Fail<SendPacketsException>(writing)).BytesTransferred);
    }

    /// <summary>The call had looked before the disposal: there is no disk thread left that could open its file.</summary>
    [Fact]
    public async Task SendThatSlipsInBehindTheDisposal_EndsAsAborted()
    {
        await using StreamHost host = new();
        host.Kernel.AddFile("/a", new SimulatedFile(new StoredContent(Bytes.Of(100))) { IsPathCold = true });
        await host.Host.DisposeTransmitterAsync();

        Task<long> send = host.Host.Transmitter.Streams.SendAsync(host.Stream, [PacketElement.FromFile("/a")], default, default).AsTask();

        Assert.Equal(SocketError.OperationAborted, (await Assert.ThrowsAsync<SendPacketsException>(() => send).Within()).SocketErrorCode);
        Assert.Empty(host.Stream.Calls);
    }

    [Fact]
    public async Task StallTimeout_EndsASendWhoseWriteDoesNotReturn()
    {
        await using StreamHost host = new();
        host.Stream.BeforeWrite = (nth, token) => nth == 2 ? Task.Delay(Timeout.Infinite, token) : Task.CompletedTask;

        SendPacketsException failure = await host.Fail<SendPacketsException>(
            host.Send([Bytes.Of(20_000), Bytes.Of(10)], new SendPacketsOptions { StallTimeout = TimeSpan.FromMilliseconds(50) }));

        Assert.Equal((SocketError.TimedOut, 20_000), (failure.SocketErrorCode, failure.BytesTransferred));
        Assert.Contains("stall timeout", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ManySends_GoOneAfterAnother_InTheOrderOfTheCalls()
    {
        await using StreamHost host = new();
        host.Stream.BeforeWrite = async (_, _) => await Task.Yield();
        Task<long>[] sends = [.. Enumerable.Range(0, 50).Select(i => host.Send(Bytes.Of(10, i), Bytes.Of(20_000, i)))];

        foreach (Task<long> send in sends)
            Assert.Equal(20_010, await host.Finish(send));

        Assert.Equal([.. Enumerable.Range(0, 50).SelectMany(i => Bytes.Join(Bytes.Of(10, i), Bytes.Of(20_000, i)))], host.Stream.Content);
    }

    [Fact]
    public async Task ClientProfile_LetsTwoBeOutstanding_SocketsAmongThem()
    {
        await using StreamHost host = new(new TransmitterOptions { Profile = TransmitterProfile.Client });
        SimulatedConnection connection = host.Host.Connect(capacity: 100);
        ObservedSend socket = host.Host.Send(connection, Bytes.Of(1000));
        TaskCompletionSource go = new();
        host.Stream.BeforeWrite = (_, _) => go.Task;
        await using RecordingStream other = new();
        using CancellationTokenSource cancellation = new();
        Task<long> second = host.Send(Bytes.Of(10));

        Task<long> third = host.Host.Transmitter.SendPacketsAsync(other, [Bytes.Of(30)]).AsTask();
        await using RecordingStream another = new();
        Task<long> fourth = host.Host.Transmitter.SendPacketsAsync(another, [Bytes.Of(30)], null, cancellation.Token).AsTask();

        Assert.Equal(1, host.Stream.WritesBegun);
        Assert.Equal(0, other.WritesBegun);
        await cancellation.CancelAsync();
        await host.Fail<SendPacketsCanceledException>(fourth);
        host.Host.RunToEnd();
        Assert.True(socket.Succeeded);
        Assert.Equal(30, await host.Finish(third));
        Assert.False(second.IsCompleted);
        go.SetResult();
        Assert.Equal(10, await host.Finish(second));
        Assert.Empty(another.Calls);
    }
}
