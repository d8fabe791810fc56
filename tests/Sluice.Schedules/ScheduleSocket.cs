using Sluice.Kernel;
using Sluice.Reactor;
using Sluice.TestSupport.Simulation;

namespace Sluice.Schedules;

/// <summary>A socket of a schedule, of whichever kind.</summary>
internal sealed class ScheduleSocket
{
    public ScheduleSocket(SimulationHost host, int number, long capacity)
    {
        if (number % 3 == 2)
            Datagrams = host.ConnectDatagrams(capacity, knowsSegments: capacity % 2 == 0);
        else
            Connection = host.Connect(capacity, isTcp: number % 4 != 3);
    }

    public SimulatedConnection? Connection { get; }

    public SimulatedDatagrams? Datagrams { get; }

    public SimulatedDescriptorOwner Owner => Connection?.Owner ?? Datagrams!.Owner;

    public SendQueue Queue => Connection?.Queue ?? Datagrams!.Queue;

    /// <summary>Whether its connection was reset: what was on its way is lost.</summary>
    public bool WasReset { get; private set; }

    /// <summary>Errors that calls on it came to, because the schedule had them fail.</summary>
    public HashSet<Errno> Errors { get; } = [];

    public bool TakesNothing
    {
        get => Connection?.Socket.TakesNothing ?? Datagrams!.Socket.TakesNothing;
        set
        {
            if (Connection is not null)
                Connection.Socket.TakesNothing = value;
            else
                Datagrams!.Socket.TakesNothing = value;
        }
    }

    /// <summary>Whether the peer reads whatever arrives, at once.</summary>
    public bool ReadsAtOnce
    {
        set
        {
            if (Connection is not null)
                Connection.Socket.ReadsAtOnce = value;
            else
                Datagrams!.Socket.ReadsAtOnce = value;
            Drain(int.MaxValue);
        }
    }

    public void Drain(int bytes)
    {
        Connection?.Socket.Drain(bytes);
        Datagrams?.Socket.Drain(bytes == int.MaxValue ? bytes : (bytes % 5) + 1);
    }

    public void Reset()
    {
        if (Connection is not null)
        {
            Connection.Socket.ResetByPeer();
            WasReset = true;
        }
        else
        {
            Datagrams!.Socket.SetPendingError(Errno.ConnectionRefused);
            Errors.Add(Errno.ConnectionRefused);
        }
    }
}
