using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using Sluice.Kernel;
using Sluice.Operations;
using Sluice.TestSupport.Faults;
using Sluice.TestSupport.Models;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Schedules;

/// <summary>
/// Runs one schedule, on one thread. What another thread would do in the middle of a system call is done inside of that call: those are made with no lock held, so that it
/// makes no difference who does it.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Its own method disposes of the host, when it has been judged.")]
internal sealed class ScheduleRun
{
    // The last calls before a failure, as many as tell what led to it.
    private const int CallsTold = 100;

    // What is left at the end goes out in pieces as before for a while, and then at once: that the rest of a large send goes as its beginning went tells nothing new.
    private const int SlowRounds = 10;

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    // By their numbers: 1 is Disconnect, 4 WriteBehind, 16 UseSystemThread, 32 UseKernelApc.
    private static readonly SendSettings[] Ways =
    [
        default, default, default, new((TransmitFileOptions)16, 0), new((TransmitFileOptions)32, 0), new((TransmitFileOptions)4, 0), new((TransmitFileOptions)1, 0),
        new(default, 700), new((TransmitFileOptions)32, 1500), new(default, -1), new SendSettings { DropBehind = true },
        SendSettings.From(new SendPacketsOptions { Flags = (TransmitFileOptions)32, MaxBytesPerSecond = 500_000, StallTimeout = TimeSpan.FromSeconds(1) }),
        SendSettings.From(new SendPacketsOptions { StallTimeout = TimeSpan.FromMilliseconds(10), Progress = new Progress<SendPacketsProgress>() }),
    ];

    // Calls that the owner of a turn, a planner or a disk thread makes with no lock held. Polling and signalling are left out: one thread alone runs a reactor.
    private static readonly bool[] CanBeInterrupted = MakeTable(
        CallKind.Open, CallKind.GetStatus, CallKind.Read, CallKind.Peek, CallKind.CountCachedPages, CallKind.Prefetch, CallKind.Populate, CallKind.ReadFolder, CallKind.Send,
        CallKind.SendMessage, CallKind.SendMessages, CallKind.SendFile, CallKind.Close);

    // Without a reactor a send goes on on the thread pool, and no run would be like another: these are failed one by one elsewhere.
    private static readonly bool[] CannotFail = MakeTable(CallKind.CreateEpoll, CallKind.CreateEvent);

    private readonly Schedule _schedule;
    private readonly ScheduleTotals _totals;
    private readonly SimulationHost _host;
    private readonly ScheduleSocket[] _sockets;
    private readonly List<StartedSend> _sends = [];
    private readonly bool[] _isPolling;
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private Task? _disposal;
    private int _next;
    private int _moment;
    private int _depth;

    private ScheduleRun(Schedule schedule, ScheduleTotals totals)
    {
        _schedule = schedule;
        _totals = totals;
        _host = new SimulationHost(new TransmitterOptions
        {
            ReactorThreads = schedule.Setting.Reactors,
            CoalesceLimit = 4096,
            Profile = schedule.Setting.Profile,
            MaxBytesPerSecond = schedule.Setting.HasRate ? 3_000_000 : 0,
            FileCacheCapacity = schedule.Setting.KeepsFilesOpen ? 2 : 0,
            FileCacheInterval = TimeSpan.FromSeconds(2),
        })
        {
            PollsDuringDisposal = true,
            RunsDiskSteps = false,
        };
        _sockets = [.. schedule.Setting.Capacities.Select((capacity, index) => new ScheduleSocket(_host, index, capacity))];
        _isPolling = new bool[schedule.Setting.Reactors];
    }

    /// <summary>Errors of files that the schedule brought about.</summary>
    private HashSet<Errno> FileErrors { get; } = [];

    /// <summary>
    /// Runs a schedule, and throws where anything is not as it should be. The task is that of the end of its transmitter, part of which is left to the thread pool: another
    /// schedule may be run meanwhile.
    /// </summary>
    public static Task Run(Schedule schedule, ScheduleTotals totals)
    {
        ScheduleRun run = new(schedule, totals);
        IdleItems items = totals.ItemsOf(schedule.Setting.Profile);
        items.Lend(run._host.Transmitter);
        try
        {
            run.RunSteps();
            run.End();
            new ScheduleJudge(run._sends, run._sockets, run.FileErrors, isDisposed: run._disposal is not null).Judge(run._host, totals);
            items.TakeBack();
            totals.Schedules++;
            return run.DisposeAsync();
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"{failure.Message}: {string.Concat(run._host.Kernel.Calls.TakeLast(CallsTold).Select(Describe))}", failure);
        }
    }

    private static string Describe(KernelCall call) => $"\n    {call.Kind} {call.Descriptor} {call.Path}{(call.Other < 0 ? "" : call.Other)} {call.Offset}+{call.Requested} = {call.Moved} {call.Error}";

    private static bool[] MakeTable(params CallKind[] kinds)
    {
        bool[] table = new bool[Enum.GetValues<CallKind>().Length];
        foreach (CallKind kind in kinds)
            table[(int)kind] = true;
        return table;
    }

    private void RunSteps()
    {
        while (_next < _schedule.Steps.Length)
            Take(_schedule.Steps[_next++]);
    }

    private void Take(Step step)
    {
        int number = step.Number;
        ScheduleSocket socket = _sockets[number % _sockets.Length];
        switch (step.Kind)
        {
            case StepKind.Send:
                Send(step, socket);
                break;
            case StepKind.Poll:
                Poll(number % _isPolling.Length);
                break;
            case StepKind.Disk:
                _host.RunDiskStep();
                break;
            case StepKind.Pool:
                _host.Dispatcher.Run(number);
                break;
            case StepKind.System:
                _host.Transmitter.SystemThreads.RunOne();
                break;
            case StepKind.Drain:
                socket.Drain(number);
                break;
            case StepKind.Time:
                _host.Time.Advance(number % 2 == 0 && _host.NextDue is { } due ? due : TimeSpan.FromMilliseconds(number % 40));
                break;
            case StepKind.Cancel when _sends.Count > 0:
                Cancel(_sends[number % _sends.Count]);
                break;
            case StepKind.Interrupt:
                Interrupt(inCall: (number % 6) + 1, steps: (number / 6 % 4) + 1, isBefore: number / 24 % 2 == 0);
                break;
            case StepKind.Fault:
                Fail(inCall: (number % 20) + 1, number / 20);
                break;
            case StepKind.Rotate:
                _host.Kernel.RotateReady(number % 5);
                break;
            case StepKind.Window:
                socket.TakesNothing = !socket.TakesNothing;
                break;
            case StepKind.Evict when FileOf(number) is { } file:
                // What was found in the cache is taken to be there for a while (docs/decisions/0006).
                _host.Time.Advance(TimeSpan.FromMilliseconds(100));
                file.MakeCold(0, file.Length);
                _host.MisinformsOfCache |= _depth > 0;
                break;
            case StepKind.Shrink when _sends.Count > 0 && FileOf(number) is { } file:
                Shrink(_sends[number % _sends.Count], file);
                break;
            case StepKind.Reset when number % 4 == 0:
                socket.Reset();
                _totals.Resets++;
                break;
            case StepKind.Close when number % 4 == 0 && !socket.Owner.IsClosed:
                socket.Owner.Dispose();
                _totals.Disposals++;
                break;
            case StepKind.Dispose when number % 8 == 0 && _disposal is null:
                _disposal = _host.Transmitter.DisposeAsync().AsTask();
                _totals.TransmitterDisposals++;
                break;
        }
    }

    private void Send(Step step, ScheduleSocket socket)
    {
        if (socket.Owner.IsClosed)
            return;
        SendSettings settings = Ways[step.Number / 7 % Ways.Length];
        ModelElement[] elements = step.Elements;
        if (socket.Datagrams is not null)
        {
            // Datagrams have no connection to end, and none is larger than what the kernel takes.
            settings = settings.Disconnects ? default : settings;
            elements = [.. elements.Where(element => element.Kind != ElementKind.Wildcard).Select(element => element with { Length = Math.Min(element.Length, 9000) })];
        }

        StartedSend send = new(new ModelPlan(_host.Kernel, elements, _sends.Count + 1), settings, new CancellationTokenSource(), Array.IndexOf(_sockets, socket)) { Began = _moment++ };
        _sends.Add(send);
        send.Observed = socket.Connection is { } connection
            ? _host.Send(connection, send.Plan.Elements, settings, send.Source)
            : _host.Send(socket.Datagrams!, send.Plan.Elements, settings, send.Source);
        send.Returned = _moment++;
        _totals.Sends++;
    }

    private void Poll(int reactor)
    {
        if (_isPolling[reactor])
            return;
        _isPolling[reactor] = true;
        try
        {
            ((Reactor.EpollReactor)_host.Transmitter.Reactors[reactor]).Poll(timeoutMilliseconds: 0);
        }
        finally
        {
            _isPolling[reactor] = false;
        }
    }

    private void Cancel(StartedSend send)
    {
        send.IsCancelled = true;
        send.Source.Cancel();
        _totals.Cancels++;
    }

    /// <summary>The next steps happen inside of a later call, before the kernel does it or when it is done and the caller does not know yet.</summary>
    private void Interrupt(int inCall, int steps, bool isBefore)
    {
        int left = inCall;
        Fault fault = _host.Kernel.Faults.When(call => CanBeInterrupted[(int)call.Kind] && --left == 0);
        _ = isBefore ? fault.Before(TakeSome) : fault.After(TakeSome);

        void TakeSome()
        {
            // The end of a disposal runs on the thread pool, and makes calls too.
            if (Environment.CurrentManagedThreadId != _thread)
                return;
            _totals.Interruptions++;
            _depth++;
            SimulatedKernel.RunElsewhere(() =>
            {
                for (int i = 0; i < steps && _next < _schedule.Steps.Length; i++)
                    Take(_schedule.Steps[_next++]);
                return true;
            });
            _depth--;
        }
    }

    private void Fail(int inCall, int choice)
    {
        int left = inCall;
        Fault? fault = null;
        fault = _host.Kernel.Faults.When(call =>
        {
            if (CannotFail[(int)call.Kind] || call.Data == ulong.MaxValue || --left != 0)
                return false;
            ScheduleSocket? socket = SocketOf(call);
            IReadOnlyList<Trouble> troubles = FaultTable.Of(call, socket?.Datagrams is not null);
            if (troubles.Count == 0)
                return false;
            Trouble trouble = troubles[choice % troubles.Count];
            trouble.Befall(fault!);
            (socket?.Errors ?? FileErrors).Add(trouble.Error);
            if (call.Kind == CallKind.SendFile)
                FileErrors.Add(trouble.Error);
            _host.MisinformsOfCache |= call.Kind is CallKind.Peek or CallKind.CountCachedPages;
            _totals.Count(call.Kind, trouble);
            return true;
        });
    }

    /// <summary>The socket that a call is on. Its number alone does not tell: that of one that was closed is soon a file's.</summary>
    private ScheduleSocket? SocketOf(KernelCall call)
    {
        int descriptor = call.Kind switch
        {
            CallKind.ControlEpoll => call.Other,
            CallKind.Send or CallKind.SendMessage or CallKind.SendMessages or CallKind.SendFile or CallKind.SetCork or CallKind.ShutdownSending or CallKind.GetTcpState
                or CallKind.GetSegmentSize or CallKind.GetSendBuffer => call.Descriptor,
            _ => -1,
        };
        return Array.Find(_sockets, socket => socket.Owner.Descriptor == descriptor);
    }

    /// <summary>A file of a send. Of one that does not tell its size nobody knows where it was to end.</summary>
    private SimulatedFile? FileOf(int number) => _sends.Count == 0 ? null : _sends[number % _sends.Count].Plan.Files.FirstOrDefault(file => file.ReportedSize is null);

    /// <summary>Cuts a file of a send, once: what its plan was to be is then one of two.</summary>
    private static void Shrink(StartedSend send, SimulatedFile file)
    {
        if (send.HasShrunk)
            return;
        send.HasShrunk = true;
        file.Truncate(file.Length / 2);
    }

    /// <summary>Lets everything come to its end: windows open, peers read, time passes.</summary>
    private void End()
    {
        _host.RunsDiskSteps = true;
        foreach (ScheduleSocket socket in _sockets)
            socket.TakesNothing = false;
        for (int i = 0; i < SlowRounds; i++)
        {
            _host.Settle();
            foreach (ScheduleSocket socket in _sockets)
                socket.Drain(int.MaxValue);
        }

        foreach (ScheduleSocket socket in _sockets)
            socket.ReadsAtOnce = true;
        do
            _host.RunToEnd();
        while (_sockets.Any(socket => socket.Queue.IsBusy) && _sockets.Sum(socket => socket.Connection?.Socket.PassCorkTime() ?? 0) > 0);
        Assert.True(
            SpinWait.SpinUntil(
                () =>
                {
                    _host.Settle();
                    return _disposal?.IsCompleted != false && _sends.TrueForAll(send => send.Observed.IsCompleted);
                },
                Bound),
            "A send, or the disposal of the transmitter, did not end.");
        _host.RunToEnd();
    }

    private async Task DisposeAsync()
    {
        foreach (StartedSend send in _sends)
        {
            send.Plan.Dispose();
            send.Source.Dispose();
        }

        await _host.DisposeAsync().ConfigureAwait(false);
    }
}
