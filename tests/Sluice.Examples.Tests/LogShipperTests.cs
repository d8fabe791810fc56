using System.Globalization;
using System.Net;

namespace Sluice.Examples.Tests;

/// <summary>examples/LogShipper: whatever happens, the receiver's file has every byte of the log once, in order.</summary>
public sealed class LogShipperTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly GrowingLog _log;
    private IPEndPoint _receiver = new(IPAddress.Loopback, 0);

    public LogShipperTests() => _log = new GrowingLog(_folder.In("log"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task GrowingLog_ArrivesAsItGrows()
    {
        await using ExampleProcess receiver = await ReceiveAsync();
        await using ExampleProcess shipper = Ship();
        for (int i = 0; i < 10; i++)
        {
            _log.Write(1 + 10_000 * i);
            await UntilArrivedAsync();
        }

        AssertReceived();
    }

    [Fact]
    public async Task RotationsWhileItGrows_LoseNothing_AndRepeatNothing()
    {
        await using ExampleProcess receiver = await ReceiveAsync();
        await using ExampleProcess shipper = Ship();
        _log.Write(1000);
        await UntilArrivedAsync();

        // Several at a time, of which one look of the shipper sees only what has come of them.
        for (int round = 0; round < 5; round++)
        {
            for (int i = 0; i < 4; i++)
            {
                _log.Write(100_000 * i + 1);
                _log.Rotate();
            }

            _log.Write(1);
            await UntilArrivedAsync();
        }

        AssertReceived();
    }

    /// <summary>The writer keeps its file for a while after the rename, also where logrotate makes the new one at once.</summary>
    [Fact]
    public async Task BytesWrittenBehindTheRename_ArriveBeforeThoseOfTheNewFile()
    {
        await using ExampleProcess receiver = await ReceiveAsync();
        await using ExampleProcess shipper = Ship();
        _log.Write(1000);
        await UntilArrivedAsync();

        _log.Rotate();
        _log.WriteToRotated(1000);
        await UntilArrivedAsync();
        _log.Write(0);
        _log.WriteToRotated(1000);
        await UntilArrivedAsync();
        _log.Write(1000);
        await UntilArrivedAsync();

        AssertReceived();
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("KILL")]
    public async Task RotationsWhileTheShipperIsDown_LoseNothing(string signal)
    {
        await using ExampleProcess receiver = await ReceiveAsync();
        await using (ExampleProcess first = Ship())
        {
            _log.Write(10_000);
            await UntilArrivedAsync();
            await first.SignalAsync(signal);
            Assert.Equal(signal == "TERM" ? 0 : 128 + 9, await first.ExitAsync());
        }

        for (int i = 0; i < 3; i++)
        {
            _log.Write(10_000);
            _log.Rotate();
        }

        _log.Write(10_000);
        await using ExampleProcess second = Ship();
        await UntilArrivedAsync();

        AssertReceived();
    }

    /// <summary>The receiver may still have bytes of the first connection before it when the second one comes.</summary>
    [Fact]
    public async Task ShipperKilledInTheMiddle_AndTheLogRotated_GoesOnWhereTheReceiverIs()
    {
        _log.Write(30_000_000);
        await using ExampleProcess receiver = await ReceiveAsync();
        await using (ExampleProcess first = Ship())
            await KillInTheMiddleAsync(first);

        _log.Rotate();
        _log.Write(1000);
        await using ExampleProcess second = Ship();
        await UntilArrivedAsync();

        AssertReceived();
    }

    [Fact]
    public async Task ReceiverKilledInTheMiddle_GetsTheRestWhenItIsBack()
    {
        _log.Write(30_000_000);
        await using ExampleProcess first = await ReceiveAsync();
        await using ExampleProcess shipper = Ship();
        await KillInTheMiddleAsync(first);

        _log.Write(1000);
        await using ExampleProcess second = await ReceiveAsync();
        await UntilArrivedAsync();

        AssertReceived();
    }

    /// <summary>Of what the first connection took, the peer has lost a part: it is asked, not believed to have what was sent.</summary>
    [Fact]
    public async Task BrokenConnection_GoesOnFromWhereThePeerSays()
    {
        _log.Write(8_000_000);
        using LogPeer peer = new();
        await using ExampleProcess shipper = Ship(peer.Port);
        using (Wire first = await peer.AcceptAsync(0))
        {
            Assert.Equal(_log.Content[..1_000_000], await first.ReceiveAsync(1_000_000));
            first.Reset();
        }

        using Wire second = await peer.AcceptAsync(600_000);

        Assert.Equal(_log.Content[600_000..], await second.ReceiveAsync(7_400_000));
    }

    /// <summary>No byte has to be written for it.</summary>
    [Fact]
    public async Task ConnectionThatBreaksWhileIdle_IsMadeAnew()
    {
        _log.Write(1000);
        using LogPeer peer = new();
        await using ExampleProcess shipper = Ship(peer.Port);
        using (Wire first = await peer.AcceptAsync(0))
            Assert.Equal(_log.Content, await first.ReceiveAsync(1000));
        using (Wire second = await peer.AcceptAsync(900))
        {
            Assert.Equal(_log.Content[900..], await second.ReceiveAsync(100));
            second.Reset();
        }

        using Wire third = await peer.AcceptAsync(1000);
        _log.Write(1);

        Assert.Equal(_log.Content[1000..], await third.ReceiveAsync(1));
    }

    [Fact]
    public async Task TruncatedLog_IsAnError()
    {
        _log.Write(1000);
        using LogPeer peer = new();
        await using ExampleProcess shipper = Ship(peer.Port);
        using Wire wire = await peer.AcceptAsync(0);
        await wire.ReceiveAsync(1000);

        await File.WriteAllBytesAsync(_folder.In("log"), [], TestContext.Current.CancellationToken);

        await shipper.FailsAsync("the log is 1000 bytes shorter than what was sent of it");
    }

    [Fact]
    public async Task PeerThatHasLostARotatedFile_IsAnError()
    {
        _log.Write(1000);
        using LogPeer peer = new();
        await using ExampleProcess shipper = Ship(peer.Port);
        using (Wire first = await peer.AcceptAsync(0))
        {
            await first.ReceiveAsync(1000);
            _log.Rotate();
            _log.Write(1000);

            // The end of a file that is complete: what has arrived of it, the shipper asks at the next connection.
            Assert.Empty(await first.ReceiveToEndAsync());
        }

        using (Wire second = await peer.AcceptAsync(1000))
        {
            Assert.Equal(_log.Content[1000..], await second.ReceiveAsync(1000));
            second.Reset();
        }

        using Wire third = await peer.AcceptAsync(500);

        await shipper.FailsAsync("the peer has 500 bytes, and had 1000 before");
    }

    [Fact]
    public async Task FileThatIsGoneBeforeItWasSent_IsAnErrorAndNoGap()
    {
        _log.Write(1000);
        using LogPeer peer = new();
        await using (ExampleProcess first = Ship(peer.Port))
        {
            using Wire wire = await peer.AcceptAsync(0);
            await wire.ReceiveAsync(1000);
            await first.SignalAsync("TERM");
            await first.EndsWellAsync();
        }

        // Not deleted before the new one is there: its inode would be given out again, to it.
        File.Move(_folder.In("log"), _folder.In("old"));
        _log.Write(1000);
        File.Delete(_folder.In("old"));
        await using ExampleProcess second = Ship(peer.Port);

        await second.FailsAsync("is gone");
    }

    /// <summary>The younger a file, the higher its number: what was sent first would come once more.</summary>
    [Fact]
    public async Task FilesNamedInAnotherOrder_AreAnError()
    {
        _log.Write(1000);
        await SkipWithoutTimesOfBirthAsync(_folder.In("log"));
        using LogPeer peer = new();
        await using ExampleProcess shipper = Ship(peer.Port);
        using (Wire first = await peer.AcceptAsync(0))
        {
            await first.ReceiveAsync(1000);
            _log.Rotate();
            _log.Write(1000);
            Assert.Empty(await first.ReceiveToEndAsync());
        }

        using Wire second = await peer.AcceptAsync(1000);
        await second.ReceiveAsync(1000);
        File.Move(_folder.In("log"), _folder.In("log.2"));
        _log.Write(1000);

        await shipper.FailsAsync("the files are not named in the order of their rotation");
    }

    [Fact]
    public async Task StateThatIsNone_IsAnError()
    {
        _folder.Write("state", 100);
        await using ExampleProcess shipper = Ship("1");

        await shipper.FailsAsync("is not a state of this program");
    }

    private long Received => new FileInfo(_folder.In("received")).Length;

    private static async Task SkipWithoutTimesOfBirthAsync(string file)
    {
        using ChildProcess stat = ChildProcess.Start("stat", "-c", "%W", file);
        await stat.ExitAsync();
        Assert.SkipWhen(stat.Output.Trim() is "0" or "-" or "", "The file system does not know when a file was born.");
    }

    private ExampleProcess Ship() => Ship(_receiver.Port.ToString(CultureInfo.InvariantCulture));

    private ExampleProcess Ship(string port) => ExampleProcess.Start("LogShipper", "ship", _folder.In("log"), "127.0.0.1", port, _folder.In("state"));

    /// <summary>Starts a receiver, a later one where the first one was, and waits until it listens.</summary>
    private async Task<ExampleProcess> ReceiveAsync()
    {
        ExampleProcess receiver = ExampleProcess.Start("LogShipper", "receive", _receiver.ToString(), _folder.In("received"));
        _receiver = IPEndPoint.Parse(await receiver.AfterAsync("listening on "));
        return receiver;
    }

    private async Task KillInTheMiddleAsync(ExampleProcess process)
    {
        await Bounded.Until(() => Received > 1_000_000, "the first bytes arrive");
        await process.SignalAsync("KILL");
        await process.ExitAsync();
    }

    private Task UntilArrivedAsync() => Bounded.Until(() => Received >= _log.Length, "all of the log arrives");

    private void AssertReceived() => Assert.Equal(_log.Content, File.ReadAllBytes(_folder.In("received")));
}
