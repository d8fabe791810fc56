using System.Globalization;
using System.Net;

namespace Sluice.Examples.Tests;

/// <summary>examples/SegmentFetch.</summary>
public sealed class SegmentFetchTests : IAsyncLifetime
{
    private const int ChunkBytes = FetchWire.ChunkBytes;
    private const uint Ok = 0;
    private const uint UnknownSegment = 1;
    private const uint BadRange = 2;

    private readonly TemporaryFolder _folder = new();
    private ExampleProcess _server = null!;
    private IPEndPoint _address = null!;

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_folder.In("segments"));
        _server = ExampleProcess.Start("SegmentFetch", "serve", _folder.In("segments"), "127.0.0.1:0");
        _address = IPEndPoint.Parse(await _server.AfterAsync("listening on "));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(ChunkBytes)]
    [InlineData(16 * ChunkBytes)]
    [InlineData(100 * ChunkBytes + 17)]
    public async Task Segment_IsFetchedWhole_AndChecked(int length)
    {
        byte[] messages = await SealAsync(7, length);

        IReadOnlyList<string> output = await ExampleProcess.RunAsync("SegmentFetch", "fetch", "127.0.0.1", Port, "7", _folder.In("copy"));

        Assert.Equal($"fetched {length} bytes, all checked", Assert.Single(output));
        Assert.Equal(messages, await File.ReadAllBytesAsync(_folder.In("copy"), TestContext.Current.CancellationToken));
    }

    /// <summary>Far more than the server has under way at a time; large, small, empty and impossible ones in turn.</summary>
    [Fact]
    public async Task ManyOutstandingRequests_AreAnsweredInTheirOrder_EachAsAWhole()
    {
        byte[] one = await SealAsync(1, 40 * ChunkBytes + 5);
        byte[] two = await SealAsync(2, 3 * ChunkBytes);
        using FetchWire wire = await FetchWire.ConnectAsync(_address);

        await wire.SendAsync([.. Enumerable.Range(0, 100).SelectMany(i => new[]
        {
            FetchWire.Request((uint)(4 * i), 1, i % 41 * ChunkBytes, 5 * ChunkBytes),
            FetchWire.Request((uint)(4 * i + 1), 2, ChunkBytes, ChunkBytes),
            FetchWire.Request((uint)(4 * i + 2), 3, 0, ChunkBytes),
            FetchWire.Request((uint)(4 * i + 3), 1, 41 * ChunkBytes, ChunkBytes),
        })]);
        wire.EndSending();

        for (int i = 0; i < 100; i++)
        {
            int start = i % 41 * ChunkBytes;
            await AssertAnswerAsync(wire, 4 * i, Ok, one[start..Math.Min(start + 5 * ChunkBytes, one.Length)]);
            await AssertAnswerAsync(wire, 4 * i + 1, Ok, two[ChunkBytes..(2 * ChunkBytes)]);
            await AssertAnswerAsync(wire, 4 * i + 2, UnknownSegment, []);
            await AssertAnswerAsync(wire, 4 * i + 3, Ok, []);
        }

        Assert.Empty(await wire.ReceiveToEndAsync());
    }

    [Theory]
    [InlineData(1, ChunkBytes)]
    [InlineData(0, ChunkBytes + 1)]
    [InlineData(-ChunkBytes, ChunkBytes)]
    public async Task RangeThatIsNoneOfChunks_IsRefused_AndTheNextRequestAnswered(long offset, int count)
    {
        byte[] messages = await SealAsync(1, 1000);
        using FetchWire wire = await FetchWire.ConnectAsync(_address);

        await wire.SendAsync(FetchWire.Request(1, 1, offset, (uint)count), FetchWire.Request(2, 1, 0, ChunkBytes));

        await AssertAnswerAsync(wire, 1, BadRange, []);
        await AssertAnswerAsync(wire, 2, Ok, messages);
    }

    [Fact]
    public async Task FrameThatIsNone_EndsItsConnection_AndNoOther()
    {
        byte[] messages = await SealAsync(1, 1000);
        using FetchWire other = await FetchWire.ConnectAsync(_address);
        using (FetchWire wire = await FetchWire.ConnectAsync(_address))
        {
            await wire.SendAsync(new byte[28]);
            Assert.Empty(await wire.ReceiveToEndAsync());
        }

        using (FetchWire gone = await FetchWire.ConnectAsync(_address))
        {
            await gone.SendAsync(FetchWire.Request(1, 1, 0, ChunkBytes));
            gone.Reset();
        }

        await other.SendAsync(FetchWire.Request(9, 1, 0, ChunkBytes));

        await AssertAnswerAsync(other, 9, Ok, messages);
    }

    [Fact]
    public async Task DamagedSegment_IsFoundOutByTheClient()
    {
        byte[] messages = await SealAsync(1, 40 * ChunkBytes);
        await using (FileStream log = File.OpenWrite(_folder.In("segments/00000000000000000001.log")))
        {
            log.Position = 33 * ChunkBytes + 5;
            log.WriteByte((byte)(messages[log.Position] ^ 1));
        }

        await using ExampleProcess client = ExampleProcess.Start("SegmentFetch", "fetch", "127.0.0.1", Port, "1", _folder.In("copy"));

        await client.FailsAsync("the checksum of chunk 33 is wrong");
        Assert.False(File.Exists(_folder.In("copy")), "What was not checked as a whole does not get its name.");
    }

    [Fact]
    public async Task UnknownSegment_IsSaidToTheClient()
    {
        await using ExampleProcess client = ExampleProcess.Start("SegmentFetch", "fetch", "127.0.0.1", Port, "5", _folder.In("copy"));

        await client.FailsAsync("the broker answers UnknownSegment");
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Signal_EndsTheServer(string signal)
    {
        Signals.SkipIfIgnored(signal);

        await _server.SignalAsync(signal);

        await _server.EndsWellAsync();
    }

    private string Port => _address.Port.ToString(CultureInfo.InvariantCulture);

    private static async Task AssertAnswerAsync(FetchWire wire, int id, uint status, byte[] range)
    {
        FetchAnswer answer = await wire.ReceiveAsync();
        Assert.Equal(((uint)id, status), (answer.Id, answer.Status));
        Assert.Equal(range, answer.Range);
    }

    private async Task<byte[]> SealAsync(int segment, int length)
    {
        string messages = _folder.Write($"messages{segment}", length, segment);
        await ExampleProcess.RunAsync("SegmentFetch", "seal", messages, _folder.In("segments"), segment.ToString(CultureInfo.InvariantCulture));
        return await File.ReadAllBytesAsync(messages, TestContext.Current.CancellationToken);
    }
}
