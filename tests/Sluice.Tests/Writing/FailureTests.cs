using System.Net.Sockets;
using Sluice.Kernel;
using Sluice.Tests.Streams;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Writing;

/// <summary>SEMANTICS "Errors" over streams.</summary>
public sealed class FailureTests
{
    private const int BufferBytes = 64 * 1024;

    [Fact]
    public async Task FailureOfEveryWrite_EndsTheSendWithTheSocketsErrorAndTheCount()
    {
        for (int failing = 1; failing <= 6; failing++)
        {
            await using StreamHost host = new();
            host.Kernel.AddFile("/a", Bytes.Of(3 * BufferBytes));
            int at = failing;
            host.Stream.BeforeWrite = (nth, _) => nth == at ? throw Broken(SocketError.ConnectionReset) : Task.CompletedTask;

            SendPacketsException failure = await host.Fail<SendPacketsException>(
                host.Send(Bytes.Of(20_000), PacketElement.FromFile("/a") with { EndOfPacket = true }, Bytes.Of(20_000, 3), Bytes.Of(10)));

            Assert.Equal(SocketError.ConnectionReset, failure.SocketErrorCode);
            Assert.Equal(host.Stream.Content.Length, failure.BytesTransferred);
            Assert.Equal(at switch { 1 => 0, <= 4 => 1, 5 => 2, _ => 3 }, failure.ElementIndex);
            Assert.IsType<IOException>(failure.InnerException);
            Assert.Equal(at, host.Stream.WritesBegun);
            Assert.Equal(0, host.Kernel.OpenFileCount);

            // The next one has its turn.
            Assert.Equal(5, await host.Finish(host.Send(Bytes.Of(5))));
        }
    }

    [Fact]
    public async Task FailureOfAFlush_EndsTheSend()
    {
        await using StreamHost host = new();
        host.Stream.BeforeFlush = _ => throw Broken(SocketError.Shutdown);

        SendPacketsException failure = await host.Fail<SendPacketsException>(host.Send(Bytes.Of(10)));

        Assert.Equal((SocketError.Shutdown, 10), (failure.SocketErrorCode, failure.BytesTransferred));
    }

    [Fact]
    public async Task FailureThatIsNoSockets_SaysSo_AndKeepsItsCause()
    {
        await using StreamHost host = new();
        InvalidOperationException cause = new("the pipe is completed");
        host.Stream.BeforeWrite = (_, _) => throw cause;

        SendPacketsException failure = await host.Fail<SendPacketsException>(host.Send(Bytes.Of(10)));

        Assert.Equal(SocketError.SocketError, failure.SocketErrorCode);
        Assert.Same(cause, failure.InnerException);
        Assert.Contains("the pipe is completed", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StreamClosedDuringTheSend_IsOperationAborted()
    {
        await using StreamHost host = new();
        host.Stream.BeforeWrite = (_, _) => throw new ObjectDisposedException("the stream");

        Assert.Equal(SocketError.OperationAborted, (await host.Fail<SendPacketsException>(host.Send(Bytes.Of(10)))).SocketErrorCode);
    }

    [Fact]
    public async Task CancellationOfTheStreamsOwn_IsAnErrorAndNoCancellationOfTheSend()
    {
        await using StreamHost host = new();
        host.Stream.BeforeWrite = (_, _) => throw new OperationCanceledException();

        Assert.Equal(SocketError.OperationAborted, (await host.Fail<SendPacketsException>(host.Send(Bytes.Of(10)))).SocketErrorCode);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(BufferBytes, false)]
    [InlineData(100_000, false)]
    [InlineData(100_000, true)]
    public async Task ShrunkFile_EndsTheSendWhereItEnds(int length, bool cold)
    {
        await using StreamHost host = new();
        SimulatedFile file = host.Kernel.AddFile("/a", Bytes.Of(4 * BufferBytes));
        TaskCompletionSource go = new();
        host.Stream.BeforeWrite = (nth, _) => nth == 1 ? go.Task : Task.CompletedTask;
        Task<long> send = host.Send(Bytes.Of(20_000), PacketElement.FromFile("/a", BufferBytes), Bytes.Of(10));
        file.Truncate(BufferBytes + length);
        if (cold)
            file.MakeCold(0, BufferBytes + length);

        // One buffer of it was read ahead already.
        go.SetResult();
        SendPacketsException failure = await host.Fail<SendPacketsException>(send);

        Assert.Equal(SocketError.SocketError, failure.SocketErrorCode);
        Assert.Equal(1, failure.ElementIndex);
        Assert.Equal(20_000 + Math.Max(length, BufferBytes), failure.BytesTransferred);
        Assert.Contains("'/a'", Assert.IsType<EndOfStreamException>(failure.InnerException).Message, StringComparison.Ordinal);
        Assert.Equal(Bytes.Join(Bytes.Of(20_000), Bytes.Of(4 * BufferBytes)[BufferBytes..(BufferBytes + Math.Max(length, BufferBytes))]), host.Stream.Content);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task UnreadableFile_IsNoSocketError(bool cold)
    {
        await using StreamHost host = new();
        SimulatedFile file = host.Kernel.AddFile("/a", Bytes.Of(1000));
        if (cold)
            file.MakeCold(0, 1000);
        file.ReadError = Errno.InputOutput;

        SendPacketsException failure = await host.Fail<SendPacketsException>(host.Send(Bytes.Of(10), PacketElement.FromFile("/a")));

        Assert.Equal((SocketError.SocketError, 10, 1), (failure.SocketErrorCode, failure.BytesTransferred, failure.ElementIndex));
        Assert.Contains("'/a'", Assert.IsType<IOException>(failure.InnerException).Message, StringComparison.Ordinal);
        Assert.Equal(Bytes.Of(10), host.Stream.Content);
    }

    [Fact]
    public async Task RangeOutsideAFile_AndABadOption_AreInvalidArgument_WithNothingWritten()
    {
        await using StreamHost host = new();
        host.Kernel.AddFile("/a", Bytes.Of(100));

        SendPacketsException range = await host.Fail<SendPacketsException>(host.Send(Bytes.Of(10), PacketElement.FromFile("/a", 50, 51)));
        SendPacketsException option = await host.Fail<SendPacketsException>(host.Send([Bytes.Of(10)], new SendPacketsOptions { SendSize = -2 }));

        Assert.Equal((SocketError.InvalidArgument, 0, 1), (range.SocketErrorCode, range.BytesTransferred, range.ElementIndex));
        Assert.Equal((SocketError.InvalidArgument, 0), (option.SocketErrorCode, option.BytesTransferred));
        Assert.Empty(host.Stream.Calls);
    }

    [Fact]
    public async Task MemoryThatIsGone_ThrowsItsOwnException()
    {
        await using StreamHost host = new();
        OnceMemory small = new(Bytes.Of(100)), large = new(Bytes.Of(100_000));
        PacketElement[] elements = [small.Memory, large.Memory];
        small.Forbid();
        large.Forbid();

        await host.Fail<ObjectDisposedException>(host.Send(elements[0]));
        await host.Fail<ObjectDisposedException>(host.Send(Bytes.Of(20_000), elements[1]));

        Assert.Equal(10, await host.Finish(host.Send(Bytes.Of(10))));
    }

    [Theory]
    [InlineData(TransmitFileOptions.Disconnect)]
    [InlineData(TransmitFileOptions.Disconnect | TransmitFileOptions.ReuseSocket)]
    [InlineData((TransmitFileOptions)4)]
    public async Task FlagsOfSocketsAlone_AreRefusedByTheCall(TransmitFileOptions flags)
    {
        await using StreamHost host = new();

        Assert.Throws<NotSupportedException>(() => { _ = host.Send([Bytes.Of(1)], new SendPacketsOptions { Flags = flags }); });

        Assert.Empty(host.Stream.Calls);
    }

    [Fact]
    public async Task ClosedReadOnlyAndNullStreams_AreRefusedByTheCall()
    {
        await using StreamHost host = new();
        Transmitter transmitter = host.Host.Transmitter;
        await host.Stream.DisposeAsync();
        using MemoryStream readOnly = new(new byte[10], writable: false);

        Assert.Throws<ArgumentNullException>(() => { _ = transmitter.SendPacketsAsync((Stream)null!, []).AsTask(); });
        Assert.Throws<ObjectDisposedException>(() => { _ = host.Send(Bytes.Of(1)); });
        Assert.Throws<NotSupportedException>(() => { _ = transmitter.SendPacketsAsync(readOnly, [Bytes.Of(1)]).AsTask(); });
    }

    private static IOException Broken(SocketError error) => new("the stream broke", new SocketException((int)error));
}
