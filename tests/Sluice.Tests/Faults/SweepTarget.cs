using Sluice.Operations;
using Sluice.Reactor;
using Sluice.Tests.Writing;
using Sluice.TestSupport.Models;
using Sluice.TestSupport.Simulation;

namespace Sluice.Tests.Faults;

/// <summary>Where the sends of one run go, whatever carries them, with what has arrived there.</summary>
internal sealed class SweepTarget : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly SimulationHost _host;
    private readonly SweepPlan _plan;
    private readonly SimulatedConnection? _connection;
    private readonly SimulatedDatagrams? _datagrams;
    private readonly RecordingStream? _stream;
    private readonly List<ObservedSend> _sends = [];

    public SweepTarget(SimulationHost host, SweepPlan plan)
    {
        _host = host;
        _plan = plan;
        switch (plan.Carrier)
        {
            case Carrier.Stream:
                _stream = new RecordingStream();
                break;
            case Carrier.Tcp or Carrier.Unix:
                _connection = host.Connect(plan.Capacity, plan.Carrier == Carrier.Tcp);
                break;
            default:
                _datagrams = host.ConnectDatagrams(plan.Capacity, plan.Carrier == Carrier.SegmentedDatagrams);
                break;
        }
    }

    public IReadOnlyList<ObservedSend> Sends => _sends;

    /// <summary>The failure of a send that had been told that it was sent.</summary>
    public Exception? LateFailure => Queue?.LateFailure;

    /// <summary>What has arrived, datagrams one behind the other.</summary>
    public byte[] Received => _stream?.Content ?? _connection?.Received ?? [.. _datagrams!.Received.SelectMany(datagram => datagram)];

    public IReadOnlyList<byte[]>? Datagrams => _datagrams?.Received;

    /// <summary>Whether the peer takes nothing, so that the kernel says EAGAIN for as long.</summary>
    public bool TakesNothing
    {
        set
        {
            if (_connection is not null)
                _connection.Socket.TakesNothing = value;
            if (_datagrams is not null)
                _datagrams.Socket.TakesNothing = value;
        }
    }

    private SendQueue? Queue => _connection?.Queue ?? _datagrams?.Queue;

    private bool HaveAllCompleted => _sends.All(send => send.IsCompleted);

    public void Send(ModelPlan plan, SendSettings settings, CancellationTokenSource cancellation)
    {
        if (_stream is not null)
        {
            // One at a time: two would make their calls on two threads.
            Drive();
            SendPacketsOptions options = new() { SendSize = settings.SendSize };
            _sends.Add(new ObservedSend(_host.Transmitter.SendPacketsAsync(_stream, plan.Elements, options, cancellation.Token)));
            return;
        }

        _sends.Add(_connection is not null
            ? _host.Send(_connection, plan.Elements, settings, cancellation)
            : _host.Send(_datagrams!, plan.Elements, settings, cancellation));
    }

    /// <summary>Lets run what can, time included. What a MSG_MORE holds back goes out by the kernel's own timer where a trouble stopped the send behind it.</summary>
    public void Run()
    {
        do
            _host.RunToEnd();
        while (!HaveAllCompleted && _connection?.Socket.PassCorkTime() > 0);
    }

    /// <summary>Lets run what can until every send has completed. Where there is no reactor the thread pool goes on with it, and a stream has threads of its own.</summary>
    public void Drive()
    {
        if (_stream is null)
            Run();
        if (!HaveAllCompleted)
            Wait();

        // What a send leaves to disk threads, such as the closing of a file on a remote mount, is not to come between the calls of the next, which are made on another thread.
        while (_stream is not null && _host.RunDiskStep())
            continue;
    }

    public void Dispose() => _stream?.Dispose();

    public override string ToString() =>
        $"{_plan}: {string.Join(", ", _sends.Select(send => send.IsCompleted ? $"{send.Bytes} bytes {send.Failure?.GetType().Name} {send.Failure?.Message}" : "waiting"))}; {Received.Length} arrived";

    private void Wait() =>
        SpinWait.SpinUntil(
            () =>
            {
                if (_stream is null)
                    Run();
                else
                    _host.RunDiskStep();
                _host.Dispatcher.RunAll();
                return HaveAllCompleted;
            },
            Bound);
}
