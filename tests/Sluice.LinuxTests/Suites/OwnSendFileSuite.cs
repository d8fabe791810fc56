using System.Net.Sockets;

namespace Sluice.LinuxTests.Suites;

/// <summary><c>Transmitter.SendFileAsync</c>: as the framework's, and what that one does not do.</summary>
public abstract class OwnSendFileSuite(TransmitterBackend backend) : SendFileSuite
{
    private readonly Transmitter _transmitter = new(new TransmitterOptions { Backend = backend });

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _transmitter.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override ValueTask CallAsync(
        Socket socket, string? fileName, ReadOnlyMemory<byte> preBuffer, ReadOnlyMemory<byte> postBuffer, TransmitFileOptions flags, CancellationToken cancellationToken) =>
        _transmitter.SendFileAsync(socket, fileName, preBuffer, postBuffer, flags, cancellationToken);

    protected override ValueTask CallAsync(Socket socket, string? fileName, CancellationToken cancellationToken) =>
        _transmitter.SendFileAsync(socket, fileName, cancellationToken);

    [Fact]
    public void NullSocket_ThrowsFromTheCall() => Assert.Throws<ArgumentNullException>(() => { _ = SendAsync(null!, null); });

    /// <summary>BUGCLASSES 17.</summary>
    [Fact]
    public async Task NoFile_IsLeftOpen()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        string file = Write("a.bin", 100);
        Task<byte[]> received = pair.ReceiveAsync(5000);
        for (int i = 0; i < 50; i++)
        {
            await SendAsync(pair.Sender, file);
            Assert.Throws<FileNotFoundException>(() => { _ = SendAsync(pair.Sender, In("missing")); });
        }

        Assert.Equal(0, Descriptors.CountBelow(Path.GetDirectoryName(file)!));
        Assert.Equal(5000, (await received.Within()).Length);
    }

    [Fact]
    public async Task FlagsThatCannotBeCombined_FailThroughTheTask()
    {
        using ConnectedPair pair = ConnectedPair.Create();

        Task send = SendAsync(pair.Sender, null, new byte[5], default, TransmitFileOptions.ReuseSocket, default);

        Assert.Equal(SocketError.InvalidArgument, (await Assert.ThrowsAsync<SendPacketsException>(() => send)).SocketErrorCode);
        Assert.Equal(0, pair.Receiver.Available);
    }

    [Fact]
    public async Task WriteBehind_EndsWhenAllIsQueued()
    {
        using ConnectedPair pair = ConnectedPair.Create(sendBuffer: 8 * 1024, receiveBuffer: 8 * 1024);
        string file = Write("a.bin", 5_000_000);

        await SendAsync(pair.Sender, file, new byte[3], default, (TransmitFileOptions)4, default).Within();

        Assert.Equal(File.ReadAllBytes(file), (await pair.ReceiveAsync(5_000_003).Within())[3..]);
    }
}
