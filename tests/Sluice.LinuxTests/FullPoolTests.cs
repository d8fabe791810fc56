using System.Net.Sockets;
using Sluice.LinuxTests.Support;

namespace Sluice.LinuxTests;

/// <summary>A thread pool that computes for ever: sends on the sender's own threads lose nothing by it, be they cold, waiting, cancelled or disposed of.</summary>
public sealed class FullPoolTests : IDisposable
{
    private const TransmitFileOptions SystemThread = (TransmitFileOptions)16;
    private const int Length = 1_500_000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ColdFilesAndSlowReaders_AreServedByTheSendersOwnThreads()
    {
        string file = _folder.Write("file", Length);
        byte[] content = File.ReadAllBytes(file);
        OnOwnThread(() =>
        {
            using BusyPool busy = new();
            Transmitter transmitter = new(new TransmitterOptions { Backend = TransmitterBackend.Linux });
            using ConnectedPair pair = ConnectedPair.Create(SocketFamily.Tcp4, sendBuffer: 16 * 1024, receiveBuffer: 16 * 1024);
            using ConnectedPair stuck = ConnectedPair.Create(SocketFamily.Unix);
            SendPacketsOptions options = new() { Flags = SystemThread };
            byte[] received = new byte[Length];
            for (int round = 0; round < 5; round++)
            {
                PageCache.Drop(file);
                ManualResetEventSlim done = new();
                ValueTask<long> send = transmitter.SendPacketsAsync(pair.Sender, [PacketElement.FromFile(file)], options);
                if (send.IsCompleted)
                    done.Set();
                else
                    send.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(done.Set);
                Receive(pair.Receiver, received);
                Assert.True(done.Wait(Bounded.Limit, TestContext.Current.CancellationToken), "the send waits for the pool");
                Assert.Equal(Length, send.Result);
                Assert.Equal(Length, content.AsSpan().CommonPrefixLength(received));
            }

            // One that nobody reads, cancelled, and one that the disposal of its transmitter ends.
            using CancellationTokenSource cancellation = new();
            Task<long> cancelled = transmitter.SendPacketsAsync(stuck.Sender, [new byte[Length]], options, cancellation.Token).AsTask();
            Task<long> aborted = transmitter.SendPacketsAsync(stuck.Sender, [PacketElement.FromFile(file)], options).AsTask();
            cancellation.Cancel();
            Assert.IsType<SendPacketsCanceledException>(FailureOf(cancelled));
            ValueTask disposal = transmitter.DisposeAsync();
            Assert.Equal(SocketError.OperationAborted, Assert.IsType<SendPacketsException>(FailureOf(aborted)).SocketErrorCode);
            busy.Dispose();
            Assert.True(disposal.AsTask().Wait(Bounded.Limit, TestContext.Current.CancellationToken));
            Assert.Equal(0, Descriptors.CountBelow(_folder.Path));
        });
    }

    private static void Receive(Socket receiver, Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int received = receiver.Receive(bytes);
            Assert.NotEqual(0, received);
            bytes = bytes[received..];
        }
    }

    private static Exception? FailureOf(Task send)
    {
        Assert.True(SpinWait.SpinUntil(() => send.IsCompleted, Bounded.Limit), "the send waits for the pool");
        return send.Exception?.InnerException ?? Record.Exception(() => send.GetAwaiter().GetResult());
    }

    private static void OnOwnThread(Action test)
    {
        Exception? failure = null;
        Thread thread = new(() => failure = Record.Exception(test));
        thread.Start();
        Assert.True(thread.Join(3 * Bounded.Limit));
        if (failure is not null)
            throw new InvalidOperationException("The test failed on its own thread.", failure);
    }
}
