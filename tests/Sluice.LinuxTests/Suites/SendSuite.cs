using System.Net.Sockets;

namespace Sluice.LinuxTests.Suites;

/// <summary>What all suites share: a flavour, and files that go when the test ends.</summary>
public abstract class SendSuite(SendFlavour flavour) : IAsyncDisposable
{
    protected SendFlavour Flavour { get; } = flavour;

    protected TemporaryFolder Folder { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await Flavour.Transmitter.DisposeAsync();
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static byte[] RandomBytes(int length, int seed = 7)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Sends to a reader and checks that what arrives is what was to be sent, and is counted as such.</summary>
    protected Task<SendReport> SendsExactly(ConnectedPair pair, byte[] expected, params SendPacketsElement?[] elements) =>
        SendsExactlyByPieces(pair, expected, int.MaxValue, elements);

    /// <summary>The same, to a reader that takes so many bytes at a time.</summary>
    protected async Task<SendReport> SendsExactlyByPieces(ConnectedPair pair, byte[] expected, int piece, SendPacketsElement?[] elements)
    {
        Task<byte[]> received = pair.ReceiveAsync(expected.Length, piece);
        SendReport report = await Flavour.Begin(pair.Sender, elements).Within("the send");
        Assert.Equal(SocketError.Success, report.Error);
        Assert.Null(report.Failure);
        Assert.Equal(expected.Length, report.Bytes);
        AssertEqualBytes(expected, await received.Within("the bytes"));
        return report;
    }

    protected static void AssertEqualBytes(ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> actual)
    {
        int same = expected.Span.CommonPrefixLength(actual.Span);
        Assert.True(
            same == expected.Length && same == actual.Length,
            $"expected {expected.Length} bytes, got {actual.Length}; the first {same} are the same");
    }
}
