using System.Net.Sockets;
using Sluice.Kernel;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Streams;

/// <summary>What goes wrong with files and sockets under a send, and how it is told.</summary>
public sealed class FailureTests
{
    private const int Large = 300_000;
    private const int Small = 5000;

    /// <summary>BUGCLASSES 1: an error with the right count, never padding, a spin or success.</summary>
    [Theory]
    [InlineData(Large, 0, 100)]
    [InlineData(Large, 1, 101)]
    [InlineData(Large, 299_999, 300_099)]
    [InlineData(Small, 0, 100)]
    [InlineData(Small, 1, 101)]
    [InlineData(Small, 4999, 5099)]
    public async Task FileThatShrankBeforeItsTurn_FailsWithTheBytesThatWereThere(int length, int left, int expected)
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        SimulatedFile file = host.Kernel.AddFile("/a", Bytes.Of(length));
        host.Kernel.Faults.At(CallKind.GetStatus, 1).After(() => file.Truncate(left));

        ObservedSend send = host.Send(connection, Bytes.Of(100), PacketElement.FromFile("/a"), Bytes.Of(50));
        host.RunToEnd();

        AssertFileFailure(send, expected, element: 1);
        Assert.Contains("shrank", send.Failure!.Message);
        Assert.Equal(Bytes.Join(Bytes.Of(100), Bytes.Of(length)[..left]), connection.Received);
    }

    /// <summary>BUGCLASSES 1: while it waits for the reader.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FileThatShrinksWhileTheSendIsParked_FailsWhenItGoesOn(bool copied)
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 100_000);
        SimulatedFile file = host.Kernel.AddFile("/a", Bytes.Of(Large));
        file.SendFileError = copied ? Errno.Invalid : Errno.None;

        ObservedSend send = host.Send(connection, PacketElement.FromFile("/a"), Bytes.Of(50));
        Assert.False(send.IsCompleted);
        file.Truncate(150_000);
        host.RunToEnd();

        AssertFileFailure(send, 150_000, element: 0);
        Assert.Equal(Bytes.Of(Large)[..150_000], connection.Received);
    }

    /// <summary>The size is taken once: what grows is not sent beyond it.</summary>
    [Fact]
    public async Task FileThatGrows_IsSentAsFarAsItWas()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        SimulatedFile large = host.Kernel.AddFile("/large", Bytes.Of(Large));
        SimulatedFile small = host.Kernel.AddFile("/small", Bytes.Of(Small));
        host.Kernel.Faults.At(CallKind.GetStatus, 2).After(() =>
        {
            large.Overwrite(new StoredContent(Bytes.Of(2 * Large)));
            small.Overwrite(new StoredContent(Bytes.Of(2 * Small)));
        });

        ObservedSend send = host.Send(connection, PacketElement.FromFile("/large"), PacketElement.FromFile("/small"));

        Assert.Equal(Large + Small, send.Bytes);
        Assert.Equal(Bytes.Join(Bytes.Of(2 * Large)[..Large], Bytes.Of(2 * Small)[..Small]), connection.Received);
    }

    /// <summary>A path that is given another file meanwhile: the send goes on with the one it opened.</summary>
    [Fact]
    public async Task ReplacedFile_IsSentAsItWasOpened()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 100_000);
        host.Kernel.AddFile("/a", Bytes.Of(Large));

        ObservedSend send = host.Send(connection, PacketElement.FromFile("/a"));
        host.Kernel.AddFile("/a", Bytes.Of(10, 9));
        host.RunToEnd();

        Assert.True(send.Succeeded);
        Assert.Equal(Bytes.Of(Large), connection.Received);
    }

    /// <summary>BUGCLASSES 16: the file's error names the file and is not taken for the socket's.</summary>
    [Theory]
    [InlineData(Large, Errno.InputOutput, 0)]
    [InlineData(Large, Errno.Stale, 100_000)]
    [InlineData(Large, Errno.NoMemory, 100_000)]
    [InlineData(Small, Errno.InputOutput, 0)]
    [InlineData(Small, Errno.Stale, 1000)]
    [InlineData(Small, Errno.NoBuffers, 0)]
    public async Task UnreadableFile_FailsAsAFile(int length, Enum error, int sentBefore)
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        SimulatedFile file = host.Kernel.AddFile("/a", Bytes.Of(length));
        CallKind kind = length == Large ? CallKind.SendFile : CallKind.Read;
        Fault fault = host.Kernel.Faults.At(kind, 1);
        if (sentBefore == 0)
            fault.Before(() => file.ReadError = (Errno)error);
        else
            fault.ShortTo(sentBefore).After(() => file.ReadError = (Errno)error);

        ObservedSend send = host.Send(connection, Bytes.Of(100), PacketElement.FromFile("/a"), Bytes.Of(50));

        AssertFileFailure(send, 100 + sentBefore, element: 1);
        Assert.Equal(Bytes.Join(Bytes.Of(100), Bytes.Of(length)[..sentBefore]), connection.Received);
    }

    /// <summary>The socket's own error, where sendfile(2) reports it and the file is fine.</summary>
    [Theory]
    [InlineData(Errno.BrokenPipe, SocketError.Shutdown)]
    [InlineData(Errno.ConnectionReset, SocketError.ConnectionReset)]
    [InlineData(Errno.NoBuffers, SocketError.NoBufferSpaceAvailable)]
    [InlineData(Errno.NoMemory, SocketError.NoBufferSpaceAvailable)]
    [InlineData(Errno.TimedOut, SocketError.TimedOut)]
    [InlineData(Errno.NetworkDown, SocketError.NetworkDown)]
    public async Task SocketErrorUnderSendfile_IsTheSocketsOwn(Enum error, SocketError expected)
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        host.Kernel.AddFile("/a", Bytes.Of(Large));
        host.Kernel.Faults.At(CallKind.SendFile, 2).Fails((Errno)error);
        host.Kernel.Faults.At(CallKind.SendFile, 1).ShortTo(1000);

        ObservedSend send = host.Send(connection, Bytes.Of(10), PacketElement.FromFile("/a"));

        AssertSocketFailure(send, expected, 1010, element: 1);
    }

    [Theory]
    [InlineData(Errno.BrokenPipe, SocketError.Shutdown)]
    [InlineData(Errno.ConnectionReset, SocketError.ConnectionReset)]
    [InlineData(Errno.NoBuffers, SocketError.NoBufferSpaceAvailable)]
    [InlineData(Errno.HostUnreachable, SocketError.HostUnreachable)]
    public async Task SocketErrorUnderSendmsg_IsTheSocketsOwn(Enum error, SocketError expected)
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        host.Kernel.Faults.At(CallKind.Send, 1).Fails((Errno)error);

        ObservedSend send = host.Send(connection, Bytes.Of(10));

        AssertSocketFailure(send, expected, 0, element: 0);
    }

    [Fact]
    public async Task PeerThatResetsWhileTheSendIsParked_WakesIt()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 1000);

        ObservedSend send = host.Send(connection, Bytes.Of(Large));
        connection.Socket.ResetByPeer();
        host.Settle();

        AssertSocketFailure(send, SocketError.ConnectionReset, 1000, element: 0);
    }

    /// <summary>SEMANTICS: closed during the send, it is OperationAborted; and the send lets go of the descriptor at once.</summary>
    [Fact]
    public async Task SocketClosedWhileTheSendIsParked_AbortsIt()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 1000);
        host.Kernel.AddFile("/a", Bytes.Of(Large));

        ObservedSend parked = host.Send(connection, PacketElement.FromFile("/a"));
        ObservedSend queued = host.Send(connection, Bytes.Of(10));
        connection.Owner.Dispose();
        host.Settle();

        AssertSocketFailure(parked, SocketError.OperationAborted, 1000, element: 0);
        AssertSocketFailure(queued, SocketError.OperationAborted, 0, element: 0);
        Assert.DoesNotContain(connection.Descriptor, host.Kernel.OpenDescriptors);
    }

    [Fact]
    public async Task SocketClosedBeforeTheSend_IsToldByTheCall()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        connection.Owner.Dispose();

        Assert.Throws<ObjectDisposedException>(() => host.Send(connection, Bytes.Of(10)));
        Assert.Throws<ObjectDisposedException>(() => host.Send(connection, Bytes.Of(10)));
    }

    /// <summary>After a failure the socket is the caller's to use: what comes next is a send like any other.</summary>
    [Fact]
    public async Task SendAfterAFailedOne_StartsAfresh()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        host.Kernel.AddFile("/a", Bytes.Of(Large));
        host.Kernel.Faults.At(CallKind.SendFile, 1).Fails(Errno.InputOutput);

        ObservedSend failed = host.Send(connection, Bytes.Of(10), PacketElement.FromFile("/a"), Bytes.Of(20));
        ObservedSend next = host.Send(connection, PacketElement.FromFile("/a"));

        Assert.Equal(10, failed.Bytes);
        Assert.Equal(Large, next.Bytes);
    }

    private static void AssertFileFailure(ObservedSend send, long bytes, int element)
    {
        SendPacketsException failure = Assert.IsType<SendPacketsException>(send.Failure);
        Assert.Contains("/a", Assert.IsType<IOException>(failure.InnerException, exactMatch: false).Message);
        Assert.Contains("/a", failure.Message);
        Assert.Equal(SocketError.SocketError, failure.SocketErrorCode);
        Assert.Equal((bytes, element), (failure.BytesTransferred, failure.ElementIndex));
    }

    private static void AssertSocketFailure(ObservedSend send, SocketError error, long bytes, int element)
    {
        SendPacketsException failure = Assert.IsType<SendPacketsException>(send.Failure);
        Assert.Null(failure.InnerException);
        Assert.Equal(error, failure.SocketErrorCode);
        Assert.Equal((bytes, element), (failure.BytesTransferred, failure.ElementIndex));
    }
}
