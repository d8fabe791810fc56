using System.Net.Sockets;

namespace Sluice.LinuxTests.Suites;

/// <summary>
/// What the framework's <c>Socket.SendFileAsync</c> does, and <c>Transmitter.SendFileAsync</c> in its place does as well: one subclass runs it on the framework's own call, so that nothing here is
/// taken on trust.
/// </summary>
public abstract class SendFileSuite : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();

    public virtual ValueTask DisposeAsync()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
        return default;
    }

    protected string In(string name) => _folder.In(name);

    protected string Write(string name, int length) => _folder.Write(name, length);

    protected abstract ValueTask CallAsync(
        Socket socket, string? fileName, ReadOnlyMemory<byte> preBuffer, ReadOnlyMemory<byte> postBuffer, TransmitFileOptions flags, CancellationToken cancellationToken);

    protected abstract ValueTask CallAsync(Socket socket, string? fileName, CancellationToken cancellationToken);

    protected Task SendAsync(Socket socket, string? fileName) => CallAsync(socket, fileName, CancellationToken.None).AsTask();

    protected Task SendAsync(Socket socket, string? fileName, CancellationToken cancellationToken) => CallAsync(socket, fileName, cancellationToken).AsTask();

    protected Task SendAsync(
        Socket socket, string? fileName, ReadOnlyMemory<byte> preBuffer, ReadOnlyMemory<byte> postBuffer, TransmitFileOptions flags, CancellationToken cancellationToken) =>
        CallAsync(socket, fileName, preBuffer, postBuffer, flags, cancellationToken).AsTask();

    [Fact]
    public async Task BuffersAndFile_ArriveInOrder()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        string file = Write("a.bin", 300_000);
        byte[] body = File.ReadAllBytes(file);
        Task<byte[]> received = pair.ReceiveAsync(3 + 300_000 + 2 + 300_000 + 3 + 2);

        await SendAsync(pair.Sender, file, new byte[] { 1, 2, 3 }, new byte[] { 4, 5 }, 0, default);
        await SendAsync(pair.Sender, file);
        await SendAsync(pair.Sender, null, new byte[] { 1, 2, 3 }, new byte[] { 4, 5 }, 0, default);

        Assert.Equal((byte[])[1, 2, 3, .. body, 4, 5, .. body, 1, 2, 3, 4, 5], await received.Within());
    }

    [Fact]
    public async Task NoFileAndNoBuffers_SendNothing()
    {
        using ConnectedPair pair = ConnectedPair.Create();

        Assert.True(SendAsync(pair.Sender, null).IsCompletedSuccessfully);
        Assert.True(SendAsync(pair.Sender, null, default, default, 0, default).IsCompletedSuccessfully);

        pair.Sender.Shutdown(SocketShutdown.Send);
        Assert.Empty(await pair.ReceiveToEndAsync().Within());
    }

    [Fact]
    public void FileThatCannotBeOpened_ThrowsFromTheCall()
    {
        using ConnectedPair pair = ConnectedPair.Create();

        Assert.Throws<FileNotFoundException>(() => { _ = SendAsync(pair.Sender, In("missing")); });
        Assert.Throws<DirectoryNotFoundException>(() => { _ = SendAsync(pair.Sender, In("no/file")); });
        Assert.Throws<UnauthorizedAccessException>(() => { _ = SendAsync(pair.Sender, _folder.Path); });
        Assert.Throws<ArgumentException>(() => { _ = SendAsync(pair.Sender, ""); });
        Assert.Throws<ArgumentException>(() => { _ = SendAsync(pair.Sender, "a\0b"); });
        Assert.Equal(0, pair.Receiver.Available);
        Assert.True(pair.Sender.Connected);
    }

    /// <summary>What came from a request must not become a list of files.</summary>
    [Fact]
    public async Task WildcardCharacters_AreThoseOfAName()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        Write("a.bin", 10);
        Assert.Throws<FileNotFoundException>(() => { _ = SendAsync(pair.Sender, In("*.bin")); });

        foreach (string name in (string[])["?.bin", "a*b"])
        {
            string named = _folder.Write(name, 20, seed: name.Length);
            await SendAsync(pair.Sender, named);
            Assert.Equal(File.ReadAllBytes(named), await pair.ReceiveAsync(20).Within());
        }
    }

    [Fact]
    public void UnconnectedOrClosedSocket_ThrowsFromTheCall()
    {
        string file = Write("a.bin", 10);
        using Socket unconnected = new(SocketType.Stream, ProtocolType.Tcp);
        using ConnectedPair closed = ConnectedPair.Create();
        closed.Sender.Dispose();

        Assert.Throws<NotSupportedException>(() => { _ = SendAsync(unconnected, file); });
        Assert.Throws<ObjectDisposedException>(() => { _ = SendAsync(closed.Sender, file); });
    }

    [Fact]
    public async Task DatagramSocket_FailsThroughTheTask()
    {
        using ConnectedDatagrams pair = ConnectedDatagrams.Create(MessageFamily.Udp4);

        Task send = SendAsync(pair.Sender, Write("a.bin", 10));

        Assert.True(send.IsFaulted);
        await Assert.ThrowsAsync<NotSupportedException>(() => send);
    }

    [Fact]
    public async Task CanceledBefore_IsCanceled_WhateverElseIsWrong()
    {
        using Socket unconnected = new(SocketType.Stream, ProtocolType.Tcp);
        CancellationToken canceled = new(canceled: true);

        Task send = SendAsync(unconnected, In("missing"), canceled);

        Assert.True(send.IsCanceled);
        Assert.Equal(canceled, (await Assert.ThrowsAsync<TaskCanceledException>(() => send)).CancellationToken);
    }

    [Fact]
    public async Task CanceledWhileItWaits_IsCanceled()
    {
        using ConnectedPair pair = ConnectedPair.Create(sendBuffer: 8 * 1024, receiveBuffer: 8 * 1024);
        using CancellationTokenSource cancellation = new();

        Task send = SendAsync(pair.Sender, null, new byte[20_000_000], default, 0, cancellation.Token);
        Assert.False(send.IsCompleted);
        await cancellation.CancelAsync();

        OperationCanceledException failure = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => send.Within());
        Assert.Equal(cancellation.Token, failure.CancellationToken);
    }

    [Fact]
    public async Task SocketClosedWhileItWaits_IsAborted()
    {
        using ConnectedPair pair = ConnectedPair.Create(sendBuffer: 8 * 1024, receiveBuffer: 8 * 1024);

        Task send = SendAsync(pair.Sender, null, new byte[20_000_000], default, 0, default);
        pair.Sender.Dispose();

        SocketException failure = await Assert.ThrowsAnyAsync<SocketException>(() => send.Within());
        Assert.Equal(SocketError.OperationAborted, failure.SocketErrorCode);
    }

    [Fact]
    public async Task ResetByThePeer_FailsThroughTheTask()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        pair.Receiver.LingerState = new LingerOption(true, 0);
        pair.Receiver.Dispose();
        await Bounded.Until(() => pair.Sender.Poll(0, SelectMode.SelectRead), "the reset to arrive");

        Task send = SendAsync(pair.Sender, Write("a.bin", 10));

        SocketException failure = await Assert.ThrowsAnyAsync<SocketException>(() => send);
        Assert.Equal(SocketError.ConnectionReset, failure.SocketErrorCode);
    }

    [Fact]
    public async Task Disconnect_EndsTheConnectionBehindTheLastByte()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        Task<byte[]> received = ReceiveAndClose();

        await SendAsync(pair.Sender, Write("a.bin", 1000), new byte[] { 1 }, default, TransmitFileOptions.Disconnect, default).Within();

        Assert.False(pair.Sender.Connected);
        Assert.Equal(1001, (await received.Within()).Length);

        async Task<byte[]> ReceiveAndClose()
        {
            byte[] all = await pair.ReceiveToEndAsync();
            pair.Receiver.Dispose();
            return all;
        }
    }
}
