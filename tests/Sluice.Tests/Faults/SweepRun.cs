using System.Net.Sockets;
using Sluice.Operations;
using Sluice.TestSupport.Models;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Faults;

/// <summary>
/// One run of a plan: its send, one queued behind it, and when both have ended and nothing goes wrong any more, a third. Whatever befell the first two, what arrived is
/// what they say, and the third has a socket as good as new.
/// </summary>
internal sealed class SweepRun(SweepPlan plan)
{
    private ModelPlan[] _plans = [];
    private SendSettings[] _settings = [];

    /// <summary>The calls of the first two sends.</summary>
    public IReadOnlyList<KernelCall> Calls { get; private set; } = [];

    /// <summary>Runs it.</summary>
    /// <param name="items">The pools of all runs of the plan.</param>
    /// <param name="arm">Has something go wrong.</param>
    /// <param name="verdict">How the two are to end.</param>
    /// <param name="duration">Whether one of them meets it, or both may.</param>
    /// <param name="meanwhile">What happens when nothing moves any more.</param>
    public async Task RunAsync(
        IdleItems items, Action<SimulationHost, SweepTarget> arm, Verdict verdict, Duration duration, Action<SimulationHost, SweepTarget, CancellationTokenSource>? meanwhile = null)
    {
        SimulationHost host = new(plan.Options);
        items.Lend(host.Transmitter);
        host.RunsDiskSteps = plan.Carrier != Carrier.Stream;
        using CancellationTokenSource cancellation = new();
        using SweepTarget target = new(host, plan);
        int before = plan.Settings.Disconnects ? 1 : 2;
        _plans = [new(host.Kernel, plan.Elements, 1), new(host.Kernel, plan.Followers, 2), new(host.Kernel, plan.Followers, 3)];
        _settings = [plan.Settings, plan.FollowerSettings, plan.FollowerSettings];
        if (before == 1)
        {
            _plans = [_plans[0], _plans[2]];
            _settings = [plan.Settings, plan.FollowerSettings];
        }

        arm(host, target);
        for (int i = 0; i < before; i++)
            target.Send(_plans[i], _settings[i], cancellation);
        if (meanwhile is not null)
        {
            target.Run();
            meanwhile(host, target, cancellation);
        }

        target.Drive();
        Calls = host.Kernel.Calls;
        host.Kernel.Faults.Clear();
        using CancellationTokenSource none = new();
        target.Send(_plans[^1], _settings[^1], none);
        target.Drive();

        Judge(host, target, verdict, duration);
        foreach (ModelPlan model in _plans)
            model.Dispose();

        // Disk threads close what lies on remote mounts.
        host.RunsDiskSteps = true;
        await host.DisposeAsync().ConfigureAwait(false);
        items.TakeBack();
    }

    private void Judge(SimulationHost host, SweepTarget target, Verdict verdict, Duration duration)
    {
        Assert.All(target.Sends, send => Assert.Equal(1, send.Completions));
        AssertReceived(target);
        int gapAt = target.LateFailure is null ? target.Sends.Count : IndexOfGap(target);
        List<Exception> failures = [.. target.Sends.SkipLast(1).Take(gapAt).Select(send => send.Failure).OfType<Exception>()];
        if (target.LateFailure is { } late)
        {
            Assert.All(target.Sends.Skip(gapAt + 1), send => AssertAfter(late, send.Failure));
            failures.Add(late);
        }

        Assert.All(failures, failure => Assert.True(verdict.Allows(failure), $"It was to end {verdict}, and ended by {failure.GetType().Name}: {failure.Message} [{failure.InnerException?.GetType().Name}]"));
        Assert.InRange(failures.Count, verdict.MayBeWhole ? 0 : 1, verdict.MustBeWhole ? 0 : duration == Duration.Once ? 1 : 2);

        ObservedSend last = target.Sends[^1];
        if (target.LateFailure is not null)
            return;
        if (host.Kernel.Calls.Any(call => call is { Kind: CallKind.ShutdownSending, Result.Succeeded: true }))
            Assert.Equal(SocketError.Shutdown, Assert.IsType<SendPacketsException>(last.Failure).SocketErrorCode);
        else
            Assert.True(last.Succeeded, $"The send after them failed: {last.Failure}");
    }

    /// <summary>The send that was told early and failed afterwards.</summary>
    private int IndexOfGap(SweepTarget target) => Enumerable.Range(0, _plans.Length).First(index => _settings[index].WritesBehind && target.Sends[index].Succeeded);

    private static void AssertAfter(Exception late, Exception? failure)
    {
        SendPacketsException aborted = Assert.IsType<SendPacketsException>(failure);
        Assert.Equal((SocketError.ConnectionAborted, 0L), (aborted.SocketErrorCode, aborted.BytesTransferred));
        Assert.Same(late, aborted.InnerException);
    }

    /// <summary>What arrived is, send by send, exactly as much of each as it says: of a send that was told early, as much as there is.</summary>
    private void AssertReceived(SweepTarget target)
    {
        byte[] received = target.Received;
        int at = 0;
        List<byte[]> datagrams = [];
        for (int i = 0; i < _plans.Length; i++)
        {
            ObservedSend send = target.Sends[i];
            byte[] whole = _plans[i].Whole;
            if (send.Succeeded)
                Assert.Equal(whole.Length, send.Bytes);
            bool isBroken = target.LateFailure is not null && _settings[i].WritesBehind && send.Succeeded;
            int bytes = isBroken ? Math.Min(whole.Length, received.Length - at) : (int)Math.Max(send.Bytes, 0);
            Assert.True(received.AsSpan(at).StartsWith(whole.AsSpan(0, bytes)), $"Send {i} says {bytes} bytes; what arrived from {at} on is something else.");
            at += bytes;
            datagrams.AddRange(Prefix(_plans[i].Datagrams(_settings[i].SendSize), bytes));
        }

        Assert.Equal(at, received.Length);
        if (target.Datagrams is { } arrived)
            Assert.Equal(datagrams.Select(datagram => datagram.Length), arrived.Select(datagram => datagram.Length));
    }

    private static IEnumerable<byte[]> Prefix(List<byte[]> datagrams, long bytes)
    {
        foreach (byte[] datagram in datagrams)
        {
            if (bytes == 0)
                yield break;
            bytes -= datagram.Length;
            yield return datagram;
        }
    }
}
