using System.Net.Sockets;
using Sluice.Kernel;
using Sluice.Operations;
using Sluice.Tests.Streams;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Operations;

/// <summary>Operations are pooled: nothing of one send may show in the next (BUGCLASSES 17, 23, 31).</summary>
public sealed class OperationReuseTests
{
    private const int Large = 100_000;

    /// <summary>Each way for a send to end, then one that must not notice.</summary>
    [Theory]
    [InlineData("argument")]
    [InlineData("settings")]
    [InlineData("missing")]
    [InlineData("file")]
    [InlineData("socket")]
    [InlineData("canceled")]
    [InlineData("closed")]
    [InlineData("success")]
    public async Task SendAfterAnyEnd_HasNothingOfIt(string end)
    {
        await using SimulationHost host = new();
        host.Kernel.AddFile("/a", Bytes.Of(Large));
        SimulatedConnection first = host.Connect(capacity: 1000);
        using CancellationTokenSource source = new();
        PacketElement[] elements = [Bytes.Of(100, 2), PacketElement.FromFile("/a"), Bytes.Of(100, 3)];
        switch (end)
        {
            case "argument":
                host.Send(first, [.. elements, PacketElement.FromFile("/a", Large + 1)], default, source);
                break;
            case "settings":
                host.Send(first, elements, new SendSettings(TransmitFileOptions.ReuseSocket, 5), source);
                break;
            case "missing":
                host.Send(first, [.. elements, PacketElement.FromFile("/none")], default, source);
                break;
            case "file":
                host.Kernel.Faults.At(CallKind.SendFile, 1).Fails(Errno.InputOutput);
                host.Send(first, elements, new SendSettings(default, 700), source);
                break;
            case "socket":
                host.Send(first, elements, default, source);
                first.Socket.ResetByPeer();
                break;
            case "canceled":
                host.Send(first, elements, default, source);
                source.Cancel();
                break;
            case "closed":
                host.Send(first, elements, default, source);
                first.Owner.Dispose();
                break;
            default:
                host.Send(first, elements, default, source);
                break;
        }

        host.RunToEnd();
        SimulatedConnection second = host.Connect();
        host.Kernel.ClearCalls();
        ObservedSend next = host.Send(second, elements);
        source.Cancel();

        Assert.Equal(Large + 200, next.Bytes);
        Assert.True(next.WasInline && next.Succeeded);
        Assert.Equal(Bytes.Join(Bytes.Of(100, 2), Bytes.Of(Large), Bytes.Of(100, 3)), second.Received);
        Assert.Equal([Large], host.Kernel.CallsOf(CallKind.SendFile).Select(call => call.Requested));
        Assert.Equal(0, host.Kernel.OpenFileCount);
    }

    /// <summary>The caller starts its next send from inside the completion of the last: the same operation may serve it.</summary>
    [Fact]
    public async Task SendFromInsideACompletion_IsItsOwn()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 1000);
        List<ObservedSend> chain = [];
        Next();
        host.RunToEnd();

        Assert.Equal(20, chain.Count);
        Assert.All(chain, send => Assert.True(send.Succeeded));
        Assert.Equal(Bytes.Join([.. Enumerable.Range(0, 20).Select(index => Bytes.Of(2000, index))]), connection.Received);

        void Next()
        {
            ObservedSend send = host.Send(connection, Bytes.Of(2000, chain.Count));
            chain.Add(send);
            if (chain.Count < 20)
                send.OnCompleted = Next;
        }
    }

    [Fact]
    public async Task ResultReadTwice_ThrowsAndHarmsNoOtherSend()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 1000);
        ValueTask<long> task = host.Transmitter.SendAsync(
            connection.Queue, null, true, [Bytes.Of(2000)], default, TestContext.Current.CancellationToken);

        Assert.Throws<InvalidOperationException>(() => Result(task));
        host.RunToEnd();
        Assert.Equal(2000, Result(task));
        ObservedSend next = host.Send(connection, Bytes.Of(5000, 2));
        Assert.Throws<InvalidOperationException>(() => Result(task));

        host.RunToEnd();
        Assert.True(next.Succeeded);

        static long Result(ValueTask<long> task) => task.GetAwaiter().GetResult();
    }

    /// <summary>BUGCLASSES 17: a failure while the files are opened closes those that were open already, and says so by the framework's own exception.</summary>
    [Theory]
    [InlineData(Errno.NoEntry, typeof(FileNotFoundException))]
    [InlineData(Errno.AccessDenied, typeof(UnauthorizedAccessException))]
    [InlineData(Errno.NotDirectory, typeof(DirectoryNotFoundException))]
    [InlineData(Errno.TooManyOpenFiles, typeof(IOException))]
    [InlineData(Errno.NameTooLong, typeof(PathTooLongException))]
    [InlineData(Errno.NoSuchDevice, typeof(IOException))]
    public async Task FileThatCannotBeOpened_ClosesTheOthers(Enum error, Type exception)
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        host.Kernel.AddFile("/a", Bytes.Of(10));
        host.Kernel.AddFile("/b", Bytes.Of(10)).OpenError = (Errno)error;

        ObservedSend send = host.Send(connection, Bytes.Of(10), PacketElement.FromFile("/a"), PacketElement.FromFile("/b"));

        Assert.IsType(exception, send.Failure);
        Assert.Contains("/b", send.Failure!.Message);
        Assert.Equal(0, host.Kernel.OpenFileCount);
        Assert.Equal(0, connection.Socket.TakenLength);
    }

    [Theory]
    [InlineData(FileKind.Directory, typeof(UnauthorizedAccessException))]
    [InlineData(FileKind.Fifo, typeof(IOException))]
    [InlineData(FileKind.CharacterDevice, typeof(IOException))]
    [InlineData(FileKind.BlockDevice, typeof(IOException))]
    [InlineData(FileKind.Socket, typeof(IOException))]
    public async Task WhatIsNotARegularFile_IsRefusedWithoutBlocking(Enum kind, Type exception)
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        host.Kernel.AddSpecial("/special", (FileKind)kind);

        ObservedSend send = host.Send(connection, Bytes.Of(10), PacketElement.FromFile("/special"));

        Assert.IsType(exception, send.Failure);
        Assert.Equal(0, connection.Socket.TakenLength);
    }

    [Fact]
    public async Task StatusThatFails_ClosesTheFile()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        host.Kernel.AddFile("/a", Bytes.Of(10)).StatusError = Errno.InputOutput;

        ObservedSend send = host.Send(connection, PacketElement.FromFile("/a"));

        Assert.IsType<IOException>(send.Failure);
        Assert.Equal(0, host.Kernel.OpenFileCount);
    }

    /// <summary>SEMANTICS "Errors": a range outside the file is an invalid argument, and nothing of the elements before it is sent.</summary>
    [Fact]
    public async Task RangeOutsideAFile_SendsNothingAndClosesAll()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        host.Kernel.AddFile("/a", Bytes.Of(10));
        host.Kernel.AddFile("/b", Bytes.Of(10));

        ObservedSend send = host.Send(connection, Bytes.Of(10), PacketElement.FromFile("/a"), PacketElement.FromFile("/b", 5, 6));

        SendPacketsException failure = Assert.IsType<SendPacketsException>(send.Failure);
        Assert.Equal((SocketError.InvalidArgument, 0, 2), (failure.SocketErrorCode, failure.BytesTransferred, failure.ElementIndex));
        Assert.Equal(0, connection.Socket.TakenLength);
        Assert.Equal(0, host.Kernel.OpenFileCount);
    }

    [Theory]
    [InlineData(TransmitFileOptions.ReuseSocket, 0)]
    [InlineData((TransmitFileOptions)64, 0)]
    [InlineData(TransmitFileOptions.UseDefaultWorkerThread, -2)]
    public async Task BadSettings_AreAnInvalidArgument(TransmitFileOptions flags, int sendSize)
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();

        ObservedSend send = host.Send(connection, [Bytes.Of(10)], new SendSettings(flags, sendSize));

        Assert.Equal(SocketError.InvalidArgument, Assert.IsType<SendPacketsException>(send.Failure).SocketErrorCode);
        Assert.Equal(0, send.Bytes);
        Assert.Empty(host.Kernel.Calls);
    }
}
