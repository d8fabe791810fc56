using System.Net.Sockets;
using Sluice.Kernel;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Streams;

/// <summary>Small memory goes out in the call itself, without a plan. Whatever keeps it from that must leave no trace of the difference.</summary>
public sealed class OfferTests
{
    private static PacketElement[] Small(int count) => [.. Enumerable.Range(0, count).Select(index => (PacketElement)Bytes.Of(64, index))];

    private static byte[] Whole(int count) => Bytes.Join([.. Enumerable.Range(0, count).Select(index => Bytes.Of(64, index))]);

    [Fact]
    public async Task SmallMemory_GoesOutInOneCall_OfOnePiece()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();

        ObservedSend send = host.Send(connection, [.. Small(64), default, Array.Empty<byte>()]);

        Assert.True(send.Succeeded);
        Assert.Equal(64 * 64, send.Bytes);
        Assert.Equal(Whole(64), connection.Received);
        Assert.Equal(CallKind.Send, Assert.Single(host.Kernel.Calls).Kind);
    }

    /// <summary>Every length that a socket may have room for: the rest is planned, and sent from the very byte.</summary>
    [Fact]
    public async Task WhatTheSocketDoesNotTake_FollowsFromTheSameByte()
    {
        for (int capacity = 1; capacity <= 9 * 64; capacity += 7)
        {
            await using SimulationHost host = new();
            SimulatedConnection connection = host.Connect(capacity);
            ObservedSend send = host.Send(connection, Small(9));
            Assert.Equal(capacity == 9 * 64, send.IsCompleted);
            Assert.Equal(capacity, connection.Socket.TakenLength);
            host.RunToEnd();
            Assert.True(send.Succeeded);
            Assert.Equal(Whole(9), connection.Received);
        }
    }

    [Fact]
    public async Task SendBehindAnother_IsPlannedBeforeTheCallReturns()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 100);
        ObservedSend first = host.Send(connection, Small(9));
        PacketElement[] elements = Small(3);
        ObservedSend second = host.Send(connection, elements);
        Array.Clear(elements);

        host.RunToEnd();

        Assert.True(first.Succeeded);
        Assert.True(second.Succeeded);
        Assert.Equal(Bytes.Join(Whole(9), Whole(3)), connection.Received);
    }

    [Theory]
    [InlineData((int)Errno.ConnectionReset, SocketError.ConnectionReset)]
    [InlineData((int)Errno.BrokenPipe, SocketError.Shutdown)]
    public async Task SocketThatFails_FailsTheSend_AtItsFirstElement(int errno, SocketError expected)
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        host.Kernel.Faults.At(CallKind.Send, 1).Fails((Errno)errno);

        ObservedSend send = host.Send(connection, Small(9));

        SendPacketsException failure = Assert.IsType<SendPacketsException>(send.Failure);
        Assert.Equal(expected, failure.SocketErrorCode);
        Assert.Equal(0, failure.BytesTransferred);
        Assert.Equal(0, failure.ElementIndex);
    }

    /// <summary>Pieces that are better left where they lie, ends of packets, and what is not an array, go the ordinary way.</summary>
    [Fact]
    public async Task AnythingElse_IsPlanned_AndArrivesAlike()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        PacketElement large = Bytes.Of(5000);
        PacketElement manager = new OnceMemory(Bytes.Of(64)).Memory;
        ObservedSend[] sends =
        [
            host.Send(connection, [.. Small(2), large]),
            host.Send(connection, [.. Small(2), manager]),
            host.Send(connection, [Small(1)[0] with { EndOfPacket = true }, .. Small(1)]),
            host.Send(connection, default(PacketElement)),
        ];

        Assert.All(sends, send => Assert.True(send.Succeeded));
        Assert.Equal(Bytes.Join(Whole(2), Bytes.Of(5000), Whole(2), Bytes.Of(64), Whole(1), Whole(1)), connection.Received);
    }

    /// <summary>A caller that changes its elements inside the call loses the send, which tells how much of it is on the wire.</summary>
    [Fact]
    public async Task ElementsThatChangeInsideTheCall_FailTheSend_WithWhatWasSent()
    {
        PacketElement[] changes = [default, PacketElement.FromFile("/missing"), PacketElement.FromFile("/*"), Bytes.Of(63), Small(1)[0] with { EndOfPacket = true }];
        foreach (PacketElement change in changes)
        {
            await using SimulationHost host = new();
            SimulatedConnection connection = host.Connect(capacity: 100);
            PacketElement[] elements = Small(9);
            host.Kernel.Faults.At(CallKind.Send, 1).Before(() => elements[8] = change);

            ObservedSend send = host.Send(connection, elements);
            host.RunToEnd();

            Assert.IsType<InvalidOperationException>(send.Failure);
            Assert.Contains("100 bytes were sent", send.Failure.Message, StringComparison.Ordinal);
            Assert.Equal(Whole(9)[..100], connection.Received);
        }
    }
}
