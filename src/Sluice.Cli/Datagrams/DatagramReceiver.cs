using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Sluice.Cli.Commands;
using Sluice.Cli.Output;
using Sluice.Cli.Receiving;

namespace Sluice.Cli.Datagrams;

/// <summary>
/// Takes datagrams until it is cancelled, or one sender's where it is asked for one. UDP has no end: a sender of whom nothing has come for a while has ended. One whose numbered
/// datagrams are all there has ended as well where it is the only one; else what the network has doubled is still to be counted.
/// </summary>
internal sealed class DatagramReceiver(Socket socket, ReceiveSettings settings, bool isSequenced, Reporter reporter)
{
    private const int LargestDatagram = 64 * 1024;

    // As much as the system allows: what finds no room is lost.
    private const int ReceiveBuffer = 64 * 1024 * 1024;

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookAround = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<FlowKey, DatagramFlow> _flows = [];
    private long _datagrams;
    private long _bytes;
    private FlowReport? _unexpected;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        reporter.Write(new ListeningReport(socket.LocalEndPoint!.ToString()!));
        socket.ReceiveBufferSize = ReceiveBuffer;
        socket.ReceiveTimeout = (int)LookAround.TotalMilliseconds;

        // Blocking calls on a thread of their own take a datagram at a third of what asynchronous ones cost.
        await Task.Factory.StartNew(() => Receive(cancellationToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        if (cancellationToken.IsCancellationRequested)
            throw CommandException.Interrupted($"{Format.Number(_datagrams)} {(_datagrams == 1 ? "datagram" : "datagrams")}, {Format.Bytes(_bytes)} received");
        if (_unexpected is { } flow)
            throw CommandException.Unexpected(flow.Bytes, flow.Sha256, settings.ExpectedSha256!);
    }

    private void Receive(CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[LargestDatagram];
        SocketAddress sender = new(socket.AddressFamily);
        long lookedAround = Stopwatch.GetTimestamp();
        bool hasEnded = false;
        while (!cancellationToken.IsCancellationRequested && !(settings.Once && hasEnded))
        {
            if (TryReceive(buffer, sender) is >= 0 and var count)
            {
                Span<byte> datagram = buffer.AsSpan(0, count);
                DatagramFlow flow = FlowOf(new FlowKey(sender, isSequenced ? SequenceRecord.TotalOf(datagram) : 0));
                flow.Add(datagram, settings.Copy);
                if (settings.Once && flow.IsComplete)
                    hasEnded |= End(flow);
            }

            if (Stopwatch.GetElapsedTime(lookedAround) < LookAround)
                continue;
            lookedAround = Stopwatch.GetTimestamp();
            hasEnded |= EndSilent();
        }

        foreach (DatagramFlow flow in _flows.Values.ToArray())
            End(flow);

        // UDP has no end: to stop the receiver is how a user says that it has come. Not so where it was to wait for that end itself.
        if (_unexpected is null && (hasEnded || !settings.Once))
            settings.Copy?.Keep();
    }

    /// <summary>-1 where nothing came for a while.</summary>
    private int TryReceive(byte[] buffer, SocketAddress sender)
    {
        try
        {
            return socket.ReceiveFrom(buffer, SocketFlags.None, sender);
        }
        catch (SocketException silent) when (silent.SocketErrorCode == SocketError.TimedOut)
        {
            return -1;
        }
    }

    private DatagramFlow FlowOf(FlowKey key)
    {
        if (_flows.TryGetValue(key, out DatagramFlow? known))
            return known;

        // What should have had a number, and has none, is counted where the sender's others are.
        if (isSequenced && key.Total == 0 && _flows.Values.FirstOrDefault(flow => flow.Key.Sender.Equals(key.Sender)) is { } any)
            return any;
        DatagramFlow flow = new(key.Copy(), isSequenced);
        _flows.Add(flow.Key, flow);
        return flow;
    }

    private bool EndSilent()
    {
        bool hasEnded = false;
        foreach (DatagramFlow flow in _flows.Values.ToArray())
        {
            if (Stopwatch.GetElapsedTime(flow.Last) >= Silence)
                hasEnded |= End(flow);
        }

        return hasEnded;
    }

    private bool End(DatagramFlow flow)
    {
        _flows.Remove(flow.Key);
        _datagrams += flow.Datagrams;
        _bytes += flow.Bytes;
        FlowReport report = flow.ToReport();
        if (!settings.IsExpected(report.Sha256))
            _unexpected = report;
        else if (!settings.Once)
            settings.Copy?.Keep();
        reporter.Write(report);
        flow.Dispose();
        return true;
    }
}
