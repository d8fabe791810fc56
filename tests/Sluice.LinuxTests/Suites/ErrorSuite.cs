using System.Diagnostics;
using System.Net.Sockets;

namespace Sluice.LinuxTests.Suites;

/// <summary>SEMANTICS "Errors": every row that concerns stream sockets.</summary>
public abstract class ErrorSuite(SendFlavour flavour) : SendSuite(flavour)
{
    [Fact]
    public void NullSocket_ThrowsFromTheCall() =>
        Assert.Throws<ArgumentNullException>(() => { _ = Flavour.Begin(null!, []); });

    [Fact]
    public void ClosedSocket_ThrowsFromTheCall()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        pair.Sender.Dispose();
        Assert.Throws<ObjectDisposedException>(() => { _ = Flavour.Begin(pair.Sender, []); });
    }

    [Fact]
    public void UnconnectedSocket_ThrowsFromTheCall()
    {
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        Assert.Throws<NotSupportedException>(() => { _ = Flavour.Begin(socket, [new(new byte[1])]); });
    }

    [Fact]
    public async Task MissingFile_FailsWithoutSendingAnything_AndLeavesNothingOpen()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        string file = Folder.Write("there", 100);
        FileNotFoundException missing = Assert.IsType<FileNotFoundException>(
            await Flavour.FileErrorOf(pair.Sender, new(new byte[10]), new(file), new(Folder.In("missing.bin"))));
        Assert.Equal(Folder.In("missing.bin"), missing.FileName);
        Assert.Equal(0, Descriptors.CountBelow(Folder.Path));
        await AssertUsableAndUntouched(pair);
    }

    [Fact]
    public async Task MissingFolder_Fails()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        Assert.IsType<DirectoryNotFoundException>(await Flavour.FileErrorOf(pair.Sender, new SendPacketsElement(Folder.In("no/file"))));
        Assert.IsType<DirectoryNotFoundException>(await Flavour.FileErrorOf(pair.Sender, new SendPacketsElement(Folder.In("no/*"))));
        await AssertUsableAndUntouched(pair);
    }

    [Fact]
    public async Task NoRightToRead_Fails()
    {
        // Write-only for everybody: not even root may read it, and so the test holds for root as well.
        const string WriteOnly = "/proc/sys/vm/compact_memory";
        Assert.SkipUnless(File.Exists(WriteOnly), $"this kernel has no {WriteOnly}, and root may read every other file");
        using ConnectedPair pair = ConnectedPair.Create();
        Exception? failure = await Flavour.FileErrorOf(pair.Sender, new(new byte[5]), new(WriteOnly));
        Assert.Contains(WriteOnly, Assert.IsType<UnauthorizedAccessException>(failure).Message, StringComparison.Ordinal);
        await AssertUsableAndUntouched(pair);
    }

    [Fact]
    public async Task FolderInsteadOfFile_Fails()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        Exception? failure = await Flavour.FileErrorOf(pair.Sender, new SendPacketsElement(Folder.Path));
        Assert.Contains("folder", Assert.IsType<UnauthorizedAccessException>(failure).Message, StringComparison.Ordinal);
        await AssertUsableAndUntouched(pair);
    }

    [Fact]
    public async Task FifoAndDevice_AreRefusedWithoutWaiting()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        string fifo = Folder.In("fifo");
        using (Process made = Process.Start("mkfifo", fifo))
            await made.WaitForExitAsync();
        Exception? failure = await Flavour.FileErrorOf(pair.Sender, new SendPacketsElement(fifo)).Within();
        Assert.Contains("not a regular file", Assert.IsType<IOException>(failure).Message, StringComparison.Ordinal);
        failure = await Flavour.FileErrorOf(pair.Sender, new SendPacketsElement("/dev/zero")).Within();
        Assert.Contains("not a regular file", Assert.IsType<IOException>(failure).Message, StringComparison.Ordinal);
        await AssertUsableAndUntouched(pair);
    }

    [Fact]
    public async Task NoMatchForAWildcard_Fails_AndARangeWithOneIsAnArgumentError()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        Folder.Write("a.log", 10);
        Assert.IsType<FileNotFoundException>(await Flavour.FileErrorOf(pair.Sender, new SendPacketsElement(Folder.In("*.nothing"))));
        Assert.IsType<ArgumentException>(await Flavour.FileErrorOf(pair.Sender, new SendPacketsElement(Folder.In("*.log"), 1, 0)));
        Assert.IsType<ArgumentException>(await Flavour.FileErrorOf(pair.Sender, new SendPacketsElement(Folder.In("*.log"), 0, 1)));
        await AssertUsableAndUntouched(pair);
    }

    [Theory]
    [InlineData(0, 101)]
    [InlineData(101, 0)]
    [InlineData(50, 51)]
    [InlineData(long.MaxValue, int.MaxValue)]
    public async Task RangeOutsideTheFile_IsInvalidArgumentWithZeroBytes(long offset, int count)
    {
        using ConnectedPair pair = ConnectedPair.Create();
        string file = Folder.Write("file", 100);
        SendReport report = await Flavour.Begin(pair.Sender, [new(new byte[10]), new(file, offset, count)]).Within();
        Assert.Equal(SocketError.InvalidArgument, report.Error);
        Assert.Equal(0, report.Bytes);
        Assert.Equal(1, Assert.IsType<SendPacketsException>(report.Failure).ElementIndex);
        Assert.Contains("100 bytes", report.Failure.Message, StringComparison.Ordinal);
        await AssertUsableAndUntouched(pair);
    }

    /// <summary>BUGCLASSES 24.</summary>
    [Theory]
    [InlineData(2, 0)]
    [InlineData(0, -2)]
    [InlineData(1 << 20, 0)]
    public async Task BadOption_IsInvalidArgumentWithZeroBytes(int flags, int sendSize)
    {
        using ConnectedPair pair = ConnectedPair.Create();
        SendReport report = await Flavour.Begin(pair.Sender, [new(new byte[10])], (TransmitFileOptions)flags, sendSize).Within();
        Assert.Equal(SocketError.InvalidArgument, report.Error);
        Assert.Equal(0, report.Bytes);
        await AssertUsableAndUntouched(pair);
    }

    /// <summary>BUGCLASSES 21: were SIGPIPE raised, this process would be gone.</summary>
    [Theory]
    [InlineData(SocketFamily.Tcp4)]
    [InlineData(SocketFamily.Unix)]
    public async Task PeerThatClosed_IsTheSocketsOwnError(SocketFamily family)
    {
        using ConnectedPair pair = ConnectedPair.Create(family);
        pair.Receiver.Dispose();
        SendReport report;
        do
            report = await Flavour.Begin(pair.Sender, [new(new byte[100_000])]).Within();
        while (report.Error == SocketError.Success);
        Assert.Contains(report.Error, new[] { SocketError.Shutdown, SocketError.ConnectionReset });
    }

    [Fact]
    public async Task PeerResetInMidSend_IsItsErrorWithTheBytesSoFar()
    {
        using ConnectedPair pair = ConnectedPair.Create(receiveBuffer: 16 * 1024);
        string file = Folder.Write("file", 20_000_000);
        Task<SendReport> send = Flavour.Begin(pair.Sender, [new(RandomBytes(1000)), new(file)]);
        await pair.ReceiveAsync(500_000).Within();
        Assert.False(send.IsCompleted);

        // Closing with unread bytes in the buffer makes the kernel answer with a reset.
        pair.Receiver.LingerState = new LingerOption(true, 0);
        pair.Receiver.Dispose();
        SendReport report = await send.Within();
        Assert.Contains(report.Error, new[] { SocketError.ConnectionReset, SocketError.Shutdown });

        // The framework's calls count by whole pieces.
        Assert.InRange(report.Bytes, Flavour.Backend == TransmitterBackend.Portable ? 400_000 : 500_000, 20_000_999);
        Assert.Equal(1, Assert.IsType<SendPacketsException>(report.Failure).ElementIndex);
        Assert.Equal(0, Descriptors.CountBelow(Folder.Path));
    }

    [Theory]
    [InlineData(SocketFamily.Tcp4, true)]
    [InlineData(SocketFamily.Tcp4, false)]
    [InlineData(SocketFamily.Unix, true)]
    public async Task SocketDisposedInMidSend_ReturnsPromptly_AndTheSendEndsAsAborted(SocketFamily family, bool fromFile)
    {
        using ConnectedPair pair = ConnectedPair.Create(family);
        SendPacketsElement element = fromFile ? new(Folder.Write("file", 30_000_000)) : new(new byte[30_000_000]);
        Task<SendReport> send = Flavour.Begin(pair.Sender, [element]);
        Task<SendReport> behind = Flavour.Begin(pair.Sender, [new(new byte[10])]);
        await pair.ReceiveAsync(100_000).Within();
        Assert.False(send.IsCompleted);

        await Task.Run(pair.Sender.Dispose).Within("Dispose of the socket");

        SendReport report = await send.Within("the aborted send");
        Assert.Equal(SocketError.OperationAborted, report.Error);

        // The framework's calls count by whole pieces.
        Assert.InRange(report.Bytes, Flavour.Backend == TransmitterBackend.Portable ? 65_536 : 100_000, 29_999_999);
        report = await behind.Within("the send behind it");
        Assert.Equal(SocketError.OperationAborted, report.Error);
        Assert.Equal(0, report.Bytes);
        Assert.Equal(0, Descriptors.CountBelow(Folder.Path));
    }

    /// <summary>BUGCLASSES 1.</summary>
    [Theory]
    [InlineData(SocketFamily.Tcp4)]
    [InlineData(SocketFamily.Unix)]
    public async Task FileThatShrinksUnderTheSend_IsAnErrorWithTheExactCount(SocketFamily family)
    {
        using ConnectedPair pair = ConnectedPair.Create(family, receiveBuffer: 16 * 1024);
        string file = Folder.Write("file", 30_000_000);
        byte[] content = File.ReadAllBytes(file);
        Task<SendReport> send = Flavour.Begin(pair.Sender, [new(file), new(new byte[100])]);
        byte[] first = await pair.ReceiveAsync(100_000).Within();
        using (FileStream stream = new(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            stream.SetLength(25_000_000);

        Task<byte[]> rest = pair.ReceiveToEndAsync();
        SendReport report = await send.Within("the send of a file that shrank");
        Assert.True(pair.Sender.Connected);
        pair.Sender.Shutdown(SocketShutdown.Send);
        byte[] received = [.. first, .. await rest.Within()];

        Assert.Equal(SocketError.SocketError, report.Error);
        Assert.Equal(25_000_000, report.Bytes);
        AssertEqualBytes(content.AsMemory(0, 25_000_000), received);
        SendPacketsException failure = Assert.IsType<SendPacketsException>(report.Failure);
        Assert.Equal(0, failure.ElementIndex);
        Assert.Contains(file, Assert.IsType<IOException>(failure.InnerException, exactMatch: false).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HandleThatCannotBeRead_IsAnErrorThatSaysSo()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        string file = Folder.Write("file", 100_000);
        using FileStream writeOnly = new(file, FileMode.Open, FileAccess.Write, FileShare.Read, 4096, FileOptions.Asynchronous);
        SendReport report = await Flavour.Begin(pair.Sender, [new(writeOnly)]).Within();
        Assert.NotEqual(SocketError.Success, report.Error);
        Assert.NotNull(report.Failure);
        Assert.Equal(0, report.Bytes);
    }

    /// <summary>The socket still sends, and nothing of the failed send is on the wire before.</summary>
    private async Task AssertUsableAndUntouched(ConnectedPair pair) => await SendsExactly(pair, [1, 2, 3], new SendPacketsElement([1, 2, 3]));
}
