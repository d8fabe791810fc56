using System.Runtime.CompilerServices;
using Sluice.Kernel;
using Sluice.Operations;
using Sluice.Planning;
using Sluice.Reactor;

namespace Sluice.Datagrams;

/// <content>Datagrams of one message that have no plan yet.</content>
internal sealed unsafe partial class DatagramEngine
{
    public int MeasureOffer(OfferedArrays elements) => OfferedRun.Measure(elements);

    /// <summary>
    /// Sends in one call what is offered, where the socket takes it as one message. Else it is planned, and the result is null where it goes the way of all others at once.
    /// </summary>
    [SkipLocalsInit]
    private TurnOutcome? SendOffered(SendOperation operation, DatagramSocket socket)
    {
        IoVector* vectors = stackalloc IoVector[OfferedRun.VectorRoom];
        OfferedRun run = new(operation.Offered, operation.OfferedBytes, vectors);
        bool needsPlan = operation.StopRequested != StopReason.None || run.SegmentSize > socket.LargestSegment;
        KernelResult result = needsPlan ? default : GatherOffered(operation.Socket, ref run);
        if (result.Value > 0)
        {
            socket.NoteProgress();
            operation.FinishOffered();
            return TurnOutcome.Finished;
        }

        if (!operation.TryPlanOffered())
            return End(operation, SendResults.ElementsChanged(sent: 0));
        return result.Succeeded ? null : EndTurn(operation, socket, Refused(operation, socket, run.SegmentSize, result.Error));
    }

    /// <summary>As <see cref="GatherAlike"/>, from the caller's elements. Nothing but the pins is in the frame: all of them are on the stack at once.</summary>
    private KernelResult GatherOffered(int socket, ref OfferedRun run)
    {
        fixed (byte* a = &run[0], b = &run[1], c = &run[2], d = &run[3], e = &run[4], f = &run[5], g = &run[6], h = &run[7])
        {
            run.Add(a, b, c, d, e, f, g, h);
            return run.IsWhole ? Send(socket, run) : GatherOffered(socket, ref run);
        }
    }

    // Inlined, the frame of a system call would be in each of the frames above.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private KernelResult Send(int socket, in OfferedRun run) => Send(socket, run.Message);
}
