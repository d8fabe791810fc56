using System.Net.Sockets;
using Sluice.Soak.Content;

namespace Sluice.Soak.Lanes;

/// <summary>Stream sockets: groups of sends with all that may happen to them, then an end of any kind.</summary>
internal sealed class StreamLane(string name, int seed, SoakContext context) : Lane(name, seed, context)
{
    private const int MostBytes = 2_500_000;
    private const TransmitFileOptions WriteBehind = (TransmitFileOptions)4;
    private static readonly string[] Families = ["tcp4", "tcp4", "tcp6", "unix", "unix"];
    private static readonly string[] Gone = ["ConnectionReset", "Shutdown", "ConnectionAborted"];
    private static readonly string[] Aborted = ["OperationAborted", "Disposed"];

    private SocketPair _pair = null!;
    private Peer _peer = null!;
    private SoakTransmitter _own;

    private Tally Tally => Context.Tally;

    protected override async Task ServeAsync()
    {
        string family = Families[Random.Next(Families.Length)];
        bool isOwn = Random.Next(8) == 0;
        _own = isOwn ? Transmitters.New(Random) : Context.Transmitters.Any(Random);
        Enter($"connect {family}");
        using SocketPair pair = await SocketPair.ConnectAsync(family, Random).ConfigureAwait(false);
        _pair = pair;
        Listen();
        try
        {
            bool goesOn = true;
            for (int left = Random.Next(1, 10); left > 0 && goesOn && !Context.IsOver; left--)
                goesOn = await ServeGroupAsync().ConfigureAwait(false);
            if (goesOn)
                await EndAsync(family, isOwn).ConfigureAwait(false);
        }
        finally
        {
            _peer.Resume();
            if (isOwn)
                await _own.Transmitter.DisposeAsync().AsTask().WaitAsync(Bounds.Wait).ConfigureAwait(false);
        }
    }

    private void Listen()
    {
        Socket receiver = _pair.Receiver;
        _peer = new Peer(buffer => receiver.ReceiveAsync(buffer), new Random(Random.Next()));
        _peer.Start();
    }

    /// <summary>Sends that may fail, but leave the connection as it is. False where nobody can tell what is on the wire.</summary>
    private async Task<bool> ServeGroupAsync()
    {
        switch (Random.Next(20))
        {
            case < 2:
                Enter("cancel");
                return await CancelAsync().ConfigureAwait(false);
            case 2:
                Enter("stall");
                return await StallAsync().ConfigureAwait(false);
            case < 5:
                Enter("pause");
                await CheckAsync(Begin(3, AnyOptions), Pause).ConfigureAwait(false);
                return true;
            case < 7:
                Enter("write behind");
                await CheckAsync(Begin(3, () => AnyOptions(WriteBehind))).ConfigureAwait(false);
                return true;
            default:
                Enter("send");
                await CheckAsync(Begin(4, AnyOptions)).ConfigureAwait(false);
                return true;
        }

        async Task Pause()
        {
            _peer.Pause();
            await Task.Delay(Random.Next(5, 60)).ConfigureAwait(false);
            _peer.Resume();
        }
    }

    private async Task CheckAsync(SendGroup group, Func<Task>? meanwhile = null)
    {
        if (meanwhile is not null)
            await meanwhile().ConfigureAwait(false);
        await group.EndAsync().ConfigureAwait(false);
        await group.CheckExactlyAsync(_peer, Tally).ConfigureAwait(false);
    }

    private async Task<bool> CancelAsync()
    {
        using CancellationTokenSource cancellation = new();
        SendGroup group = Begin(_own.IsExact ? 3 : 1, AnyOptions, cancellation.Token);
        if (Random.Next(3) > 0)
            await Task.Delay(Random.Next(10)).ConfigureAwait(false);
        await cancellation.CancelAsync().ConfigureAwait(false);
        await group.EndAsync("Cancelled").ConfigureAwait(false);
        return await CheckFailedAsync(group).ConfigureAwait(false);
    }

    private async Task<bool> StallAsync()
    {
        TimeSpan timeout = TimeSpan.FromMilliseconds(Random.Next(50, 200));
        _peer.Pause();
        SendGroup group = Begin(_own.IsExact ? 3 : 1, () => AnyOptions(stallTimeout: timeout));
        await group.EndAsync("TimedOut").ConfigureAwait(false);
        _peer.Resume();
        return await CheckFailedAsync(group).ConfigureAwait(false);
    }

    /// <summary>After a failure the count says what is on the wire. Where it cannot, the connection ends and holds a little more of the same.</summary>
    private async Task<bool> CheckFailedAsync(SendGroup group)
    {
        if (_own.IsExact)
        {
            await group.CheckExactlyAsync(_peer, Tally).ConfigureAwait(false);
            return true;
        }

        long told = await group.EndAsync("Cancelled", "TimedOut").ConfigureAwait(false);
        _pair.Sender.Shutdown(SocketShutdown.Send);
        await _peer.EndAsync().ConfigureAwait(false);
        CheckCount(_peer.Count, told, told + _own.Slack);
        group.CheckPrefix(_peer, Tally);
        return false;
    }

    private async Task EndAsync(string family, bool isOwn)
    {
        switch (Random.Next(12))
        {
            case 0:
                Enter("peer resets");
                await LoseAsync(static async lane =>
                {
                    await Task.Delay(lane.Random.Next(10)).ConfigureAwait(false);
                    lane._pair.Receiver.LingerState = new LingerOption(true, 0);
                    lane._pair.Receiver.Dispose();
                }).ConfigureAwait(false);
                break;
            case 1:
                Enter("peer closes after n bytes");
                _peer.EndAfter(Random.Next(1, MostBytes));
                await LoseAsync(static async lane =>
                {
                    await Task.WhenAny(lane._peer.EndAsync(), Task.Delay(lane.Random.Next(100, 300))).ConfigureAwait(false);
                    lane._pair.Receiver.Dispose();
                }).ConfigureAwait(false);
                break;
            case 2:
                Enter("socket disposed in mid-send");
                await DisposeSocketAsync().ConfigureAwait(false);
                break;
            case < 5 when isOwn:
                Enter("transmitter disposed in mid-send");
                await DisposeTransmitterAsync().ConfigureAwait(false);
                break;
            case < 7:
                Enter("disconnect");
                await DisconnectAsync(TransmitFileOptions.Disconnect).ConfigureAwait(false);
                break;
            case < 9 when family != "unix":
                Enter("disconnect and reuse");
                await DisconnectAsync(TransmitFileOptions.Disconnect | TransmitFileOptions.ReuseSocket).ConfigureAwait(false);
                await _pair.ReconnectAsync().ConfigureAwait(false);
                Listen();
                await CheckAsync(Begin(2, AnyOptions)).ConfigureAwait(false);
                await ShutDownAsync().ConfigureAwait(false);
                break;
            default:
                Enter("shutdown");
                await ShutDownAsync().ConfigureAwait(false);
                break;
        }
    }

    private async Task LoseAsync(Func<StreamLane, Task> lose)
    {
        SendGroup group = Begin(3, AnyOptions);
        await lose(this).ConfigureAwait(false);
        long told = await group.EndAsync(Gone).ConfigureAwait(false);
        await _peer.EndAsync().ConfigureAwait(false);
        CheckCount(_peer.Count, 0, told + _own.Slack);
        group.CheckPrefix(_peer, Tally);
    }

    private async Task DisposeSocketAsync()
    {
        SendGroup group = Begin(3, AnyOptions);
        await Task.Delay(Random.Next(10)).ConfigureAwait(false);
        await Task.Run(_pair.Sender.Dispose).WaitAsync(Bounds.Wait).ConfigureAwait(false);
        long told = await group.EndAsync(Aborted).ConfigureAwait(false);
        await _peer.EndAsync().ConfigureAwait(false);
        CheckCount(_peer.Count, 0, told + _own.Slack);
        group.CheckPrefix(_peer, Tally);
    }

    private async Task DisposeTransmitterAsync()
    {
        SendGroup group = Begin(_own.IsExact ? 3 : 1, AnyOptions);
        await Task.Delay(Random.Next(10)).ConfigureAwait(false);
        await _own.Transmitter.DisposeAsync().AsTask().WaitAsync(Bounds.Wait).ConfigureAwait(false);
        long told = await group.EndAsync(Aborted).ConfigureAwait(false);
        _pair.Sender.Shutdown(SocketShutdown.Send);
        await _peer.EndAsync().ConfigureAwait(false);
        CheckCount(_peer.Count, told, told + _own.Slack);
        group.CheckPrefix(_peer, Tally);
    }

    private async Task DisconnectAsync(TransmitFileOptions flags)
    {
        SendGroup group = Begin(1, () => AnyOptions(flags));
        await CheckAsync(group).ConfigureAwait(false);
        await EndOfStreamAsync().ConfigureAwait(false);
    }

    private async Task ShutDownAsync()
    {
        _pair.Sender.Shutdown(SocketShutdown.Send);
        await EndOfStreamAsync().ConfigureAwait(false);
    }

    private async Task EndOfStreamAsync()
    {
        await _peer.EndAsync().ConfigureAwait(false);
        CheckCount(_peer.Count, 0, 0);
    }

    private static void CheckCount(long count, long least, long most)
    {
        if (count < least || count > most)
            throw new WrongOutcomeException($"{count} bytes arrived in the end, where {least} to {most} should have");
    }

    private SendGroup Begin(int most, Func<SendPacketsOptions> options, CancellationToken cancellation = default)
    {
        SendGroup group = new();
        for (int left = Random.Next(1, most + 1); left > 0; left--)
        {
            Parcel parcel = Parcels.Make(Random.Next(8) == 0 ? MostBytes : 200_000);
            group.Add(parcel, Sender.SendAsync(_own.Transmitter, _pair.Sender, parcel, options(), cancellation));
        }

        return group;
    }

    private SendPacketsOptions AnyOptions() => AnyOptions(default);
}
