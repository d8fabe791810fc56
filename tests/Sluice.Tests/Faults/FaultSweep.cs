using System.Net.Sockets;
using Sluice.Kernel;
using Sluice.TestSupport.Faults;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Faults;

/// <summary>Has every call of a plan fail in turn, in every way in which its kind can, once and from there on for ever.</summary>
internal sealed class FaultSweep(SweepPlan plan)
{
    private const int MostFailures = 5;

    // Calls by which a send that can move nothing comes to rest, on however many turns: far fewer than a spin makes.
    private const int MostCallsToRest = 60;

    private readonly IdleItems _items = new();
    private readonly List<Exception> _failures = [];

    /// <summary>Calls of the dry run.</summary>
    public int Calls { get; private set; }

    /// <summary>Runs, each of one call and one trouble.</summary>
    public int Combinations { get; private set; }

    /// <summary>Calls that were to fail and were reached.</summary>
    public int Struck { get; private set; }

    /// <summary>Buffers that were lent to the runs and came back.</summary>
    public long BuffersReturned => _items.Returned;

    public async Task RunAsync()
    {
        SweepRun dry = new(plan);
        await dry.RunAsync(_items, static (_, _) => { }, Verdict.Whole, Duration.Once);
        Calls = dry.Calls.Count;
        foreach (KernelCall call in dry.Calls)
        {
            foreach (Trouble trouble in FaultTable.Of(call, plan.IsDatagram))
            {
                await TryAsync(call, trouble, Duration.Once);
                if (trouble.Shortness == Shortness.None && trouble.Error != Errno.Interrupted && !(Sends(call) && trouble.Error == Errno.Again))
                    await TryAsync(call, trouble, Duration.ForEver);
            }

            if (Sends(call) && plan.Carrier != Carrier.Stream)
                await TryStuffedAsync(call);
            if (_failures.Count >= MostFailures)
                break;
        }

        if (_failures.Count > 0)
            throw new AggregateException($"{plan}: {_failures.Count} of {Combinations} combinations failed, the first: {_failures[0].Message}", _failures);
    }

    private static bool Sends(KernelCall call) => call.Kind is CallKind.Send or CallKind.SendMessage or CallKind.SendMessages or CallKind.SendFile;

    private Task TryAsync(KernelCall call, Trouble trouble, Duration duration)
    {
        Fault? fault = null;
        Verdict verdict = VerdictTable.Of(call, trouble, duration, plan);
        return CountAsync($"call {call.Index} ({call.Kind}), {trouble}, {duration}", call, () => fault, run => run.RunAsync(_items, (host, _) =>
        {
            fault = host.Kernel.Faults.When(other => other.Index == call.Index || (duration == Duration.ForEver && other.Index > call.Index && IsAlike(call, other)));
            if (duration == Duration.ForEver)
                fault.Always();
            trouble.Befall(fault);
        }, verdict, duration));
    }

    /// <summary>EAGAIN for ever is a peer that does not read: the send waits, without a call, until it is cancelled or the peer reads on.</summary>
    private Task TryStuffedAsync(KernelCall call)
    {
        Fault? fault = null;
        // What was told early is sent, whatever its token says.
        bool isCancelled = call.Index % 2 == 0 && !plan.Settings.WritesBehind && !plan.FollowerSettings.WritesBehind;
        Verdict verdict = plan.Settings.Options is { } options && options.StallTimeout != Timeout.InfiniteTimeSpan ? Verdict.EndsBy(SocketError.TimedOut)
            : isCancelled ? new Verdict(MayBeWhole: false, Thrown: typeof(SendPacketsCanceledException))
            : Verdict.Whole;
        return CountAsync($"call {call.Index} ({call.Kind}), EAGAIN for ever", call, () => fault, run => run.RunAsync(
            _items,
            (host, target) => fault = host.Kernel.Faults.When(other => other.Index == call.Index).Before(() => target.TakesNothing = true),
            verdict,
            Duration.ForEver,
            (host, target, cancellation) =>
            {
                int calls = host.Kernel.Calls.Count;
                Assert.InRange(calls, call.Index + 1, call.Index + MostCallsToRest);
                for (int i = 0; i < 10; i++)
                    host.Settle();
                Assert.Equal(calls + (10 * host.Transmitter.Reactors.Count), host.Kernel.Calls.Count);
                if (isCancelled)
                    cancellation.Cancel();
                target.TakesNothing = false;
            }));
    }

    private async Task CountAsync(string what, KernelCall call, Func<Fault?> fault, Func<SweepRun, Task> act)
    {
        Combinations++;
        SweepRun run = new(plan);
        try
        {
            await act(run).ConfigureAwait(false);
            Assert.True(fault()!.Hits > 0, "The call was not reached.");
            Assert.Equal(call.Kind, run.Calls[call.Index].Kind);
            Struck++;
        }
        catch (Exception failure)
        {
            _failures.Add(new InvalidOperationException($"{plan}, {what}: {failure.Message}", failure));
        }
    }

    /// <summary>Whether a later call fails for the same reason: of a message that the kernel is to cut, only another such.</summary>
    private static bool IsAlike(KernelCall call, KernelCall other)
    {
        if (Sends(call) && call.Kind != CallKind.SendFile)
            return Sends(other) && other.Kind != CallKind.SendFile && (IsCut(other) || !IsCut(call));
        return other.Kind == call.Kind && other.IsNoWait == call.IsNoWait && other.Corked == call.Corked && other.OpenFlags == call.OpenFlags;
    }

    private static bool IsCut(KernelCall call) => call.Messages is [{ SegmentSize: > 0 }, ..];
}
