using System.Net.Sockets;
using Sluice.Kernel;
using Sluice.TestSupport.Faults;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Schedules;

/// <summary>
/// What must hold after any schedule: every peer has, send by send in the order of the calls, exactly what each says, a send that succeeded is whole, and one that
/// failed has a reason among those that the schedule gave it.
/// </summary>
internal sealed class ScheduleJudge(IReadOnlyList<StartedSend> sends, IReadOnlyList<ScheduleSocket> sockets, IReadOnlySet<Errno> fileErrors, bool isDisposed)
{
    public void Judge(SimulationHost host, ScheduleTotals totals)
    {
        for (int i = 0; i < sockets.Count; i++)
        {
            List<StartedSend> own = [.. sends.Where(send => send.Socket == i)];
            if (sockets[i].Connection is { } connection)
                JudgeStream(sockets[i], connection.Received, own);
            else
                JudgeDatagrams(sockets[i].Datagrams!.Received, own);
        }

        foreach (StartedSend send in sends)
        {
            Assert.Equal(1, send.Observed.Completions);
            totals.Count(send.Observed);
            if (send.Observed.Failure is { } failure)
                Assert.True(HasReason(host, send, failure), $"Nothing happened by which a send ends so: {failure.GetType().Name}, {failure.Message}");
        }
    }

    private static void JudgeStream(ScheduleSocket socket, byte[] received, List<StartedSend> own)
    {
        bool fits = TryOrder(own, new Place(0, IsBroken: false), (send, place) => TakeBytes(socket, received, send, place), received.Length, out Place end);
        Assert.True(fits, $"{received.Length} bytes arrived, which are not what the sends say: {string.Join(", ", own.Select(send => send.Bytes))}.");
        Assert.True(!end.IsBroken || socket.Queue.LateFailure is not null, "A stream lacks bytes, and nobody knows.");
    }

    private static void JudgeDatagrams(IReadOnlyList<byte[]> received, List<StartedSend> own)
    {
        bool fits = TryOrder(own, new Place(0, IsBroken: false), (send, place) => TakeDatagrams(received, send, place), received.Count, out _);
        Assert.True(fits, $"{received.Count} datagrams arrived, which are not what the sends say: {string.Join(", ", own.Select(send => send.Bytes))}.");
    }

    /// <summary>
    /// Finds the order in which the sends went, of those that there may be: one whose call had returned when that of another began goes before it; of two that overlap either may.
    /// </summary>
    private static bool TryOrder(List<StartedSend> left, Place place, Func<StartedSend, Place, Place?> take, int arrived, out Place end)
    {
        end = place;
        if (left.Count == 0)
            return place.At == arrived;
        foreach (StartedSend send in left.Where(send => !left.Exists(other => other.Returned < send.Began)))
        {
            if (take(send, place) is { } behind && TryOrder([.. left.Where(other => other != send)], behind, take, arrived, out end))
                return true;
        }

        return false;
    }

    private static Place? TakeBytes(ScheduleSocket socket, byte[] received, StartedSend send, Place place)
    {
        // Told early, it may have failed since, and then nothing follows it.
        bool wasToldEarly = send.Settings.WritesBehind && send.Observed.Succeeded;
        long bytes = wasToldEarly || socket.WasReset ? Math.Min(send.Bytes, received.Length - place.At) : send.Bytes;
        if (place.IsBroken && !wasToldEarly && send.Bytes > 0)
            return null;
        byte[][] wholes = send.HasShrunk ? [send.Plan.Whole, send.Plan.WholeNow] : [send.Plan.Whole];
        bool fits = Array.Exists(
            wholes,
            whole => (!send.Observed.Succeeded || whole.Length == send.Bytes) && bytes <= whole.Length && received.AsSpan(place.At).StartsWith(whole.AsSpan(0, (int)bytes)));
        return fits ? new Place(place.At + (int)bytes, place.IsBroken || (wasToldEarly && bytes < send.Bytes && !socket.WasReset)) : null;
    }

    private static Place? TakeDatagrams(IReadOnlyList<byte[]> received, StartedSend send, Place place)
    {
        int sendSize = send.Settings.SendSize;
        List<byte[]>[] wholes = send.HasShrunk ? [send.Plan.Datagrams(sendSize), send.Plan.DatagramsNow(sendSize)] : [send.Plan.Datagrams(sendSize)];
        int count = wholes.Max(whole => CountDatagrams(whole, received, place.At, send));
        return count < 0 ? null : place with { At = place.At + count };
    }

    /// <summary>How many of the datagrams arrived, which have to be what the send says; -1 where they are not.</summary>
    private static int CountDatagrams(List<byte[]> whole, IReadOnlyList<byte[]> received, int at, StartedSend send)
    {
        bool wasToldEarly = send.Settings.WritesBehind && send.Observed.Succeeded;
        int count = 0;
        long bytes = 0;
        while (count < whole.Count && bytes < send.Bytes && at + count < received.Count && whole[count].AsSpan().SequenceEqual(received[at + count]))
            bytes += whole[count++].Length;
        bool isWhole = count == whole.Count;
        return (bytes == send.Bytes || wasToldEarly) && (isWhole || wasToldEarly || !send.Observed.Succeeded) ? count : -1;
    }

    private bool HasReason(SimulationHost host, StartedSend send, Exception failure)
    {
        ScheduleSocket socket = sockets[send.Socket];
        bool hasFileTrouble = send.HasShrunk || fileErrors.Any(error => error is not (Errno.None or Errno.Interrupted or Errno.Again));
        return failure switch
        {
            SendPacketsCanceledException => send.IsCancelled,
            SendPacketsException { InnerException: IOException } => hasFileTrouble,
            SendPacketsException { SocketErrorCode: SocketError.OperationAborted } => socket.Owner.IsClosed || isDisposed,
            SendPacketsException { SocketErrorCode: SocketError.ConnectionAborted, InnerException: not null } => socket.Queue.LateFailure is not null,
            SendPacketsException { SocketErrorCode: SocketError.TimedOut } when send.Settings.Options is { } options && options.StallTimeout != Timeout.InfiniteTimeSpan => true,
            SendPacketsException { SocketErrorCode: SocketError.ConnectionReset or SocketError.Shutdown } when socket.WasReset || socket.Owner.IsClosed => true,
            SendPacketsException { SocketErrorCode: SocketError.Shutdown } when WasShut(host, socket) => true,
            SendPacketsException { SocketErrorCode: var code } => socket.Errors.Any(error => error != Errno.None && SocketErrors.Of(error) == code),
            IOException or UnauthorizedAccessException => hasFileTrouble,
            _ => false,
        };
    }

    private static bool WasShut(SimulationHost host, ScheduleSocket socket) =>
        host.Kernel.Calls.Any(call => call.Kind == CallKind.ShutdownSending && call.Descriptor == socket.Owner.Descriptor);

    /// <summary>How far what arrived has been accounted for, and whether the stream lacks bytes from there on.</summary>
    private readonly record struct Place(int At, bool IsBroken);
}
