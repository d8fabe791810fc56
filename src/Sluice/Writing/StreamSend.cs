using System.Net.Sockets;
using Sluice.Diagnostics;
using Sluice.Files;
using Sluice.Operations;
using Sluice.Planning;
using Sluice.Reactor;

namespace Sluice.Writing;

/// <summary>
/// One send over a stream, from the call to its completion: its plan, its files, its place in the plan, its result. It begins on the thread of its caller,
/// and goes on wherever the stream or a disk thread has it go on; it is never on two at a time. Not pooled: a stream's own writes cost more than it does.
/// </summary>
internal sealed partial class StreamSend
{
    private readonly StreamSends _sends;
    private readonly Stream _stream;
    private readonly SendSettings _settings;
    private readonly CancellationToken _cancellation;
    private readonly DiskCall _disk;
    private readonly SendPlan _plan = new();
    private readonly OpenFiles _files;
    private readonly CallReturn _callReturn = new(BytesWithoutPause, WritesWithoutPause);
    private SendCursor _cursor;
    private HeldElements _unplanned;
    private ulong _awaitedFileSystem;
    private SendGovernor? _governor;
    private SendResult? _result;
    private SendRecord _record;

    public StreamSend(StreamSends sends, Stream stream, in SendSettings settings, CancellationToken cancellation)
    {
        _sends = sends;
        _stream = stream;
        _settings = settings;
        _cancellation = cancellation;
        _disk = new DiskCall(this, sends.Disk);
        _files = sends.NewFiles();
        _cursor = new SendCursor(_plan);
    }

    /// <summary>
    /// Checks and opens everything, unless that would have to wait for a disk: then it is done on a disk thread, when the stream is free. Throws what opening a
    /// file throws.
    /// </summary>
    public void Plan(ReadOnlySpan<PacketElement> elements)
    {
        _record.Start(SendMetrics.OverStream, elements.Length);
        if (_settings.FindFault() is { } fault)
        {
            _result = new SendResult(0, FailureKind.Argument, SocketError.InvalidArgument, -1, fault);
            return;
        }

        _files.MayWait = false;
        PlanOutcome outcome = _sends.Reader.CanTry || !HasFile(elements) ? SendPlanner.Plan(elements, _plan, _files) : PlanOutcome.Waiting;
        if (!outcome.MustWait)
        {
            Begin(outcome);
            return;
        }

        _awaitedFileSystem = _files.AwaitedFileSystem;
        _files.CloseAll();
        _plan.Clear();
        _unplanned.Hold(elements);
    }

    /// <summary>It ends by an exception that its caller is to get as it is.</summary>
    public void Fault(Exception fault) => _result = WriteResults.Fault(_cursor, fault);

    /// <summary>Sends. What is to end it early is in <see cref="_result"/> already, or comes by the tokens.</summary>
    public ValueTask<long> RunAsync()
    {
        ValueTask<long> send = RunToEndAsync();
        _callReturn.Return();
        return send;
    }

    private async ValueTask<long> RunToEndAsync()
    {
        SendResult result = _result ?? await RunInTurnAsync().ConfigureAwait(false);
        int lastElement = _cursor.Element;
        _files.CloseAll();
        _plan.Clear();
        _unplanned.Release();
        _record.End(SendMetrics.OverStream, result, isLate: false);
        _governor?.Finish(result.Bytes, lastElement);
        _sends.Leave();
        return result.Succeeded ? result.Bytes : throw result.ToException(_cancellation);
    }

    /// <summary>A disk thread is handed a step of it.</summary>
    public void RecordDisk(string operation) => _record.Disk(operation);

    private static bool HasFile(ReadOnlySpan<PacketElement> elements)
    {
        foreach (ref readonly PacketElement element in elements)
        {
            if (element.Kind is PacketElementKind.Path or PacketElementKind.ExactPath or PacketElementKind.Handle)
                return true;
        }

        return false;
    }

    /// <summary>Waits for the stream, then for a place among the sends of the transmitter, and writes.</summary>
    private async ValueTask<SendResult> RunInTurnAsync()
    {
        using CancellationTokenSource? linked = _cancellation.CanBeCanceled || IsStallWatched
            ? CancellationTokenSource.CreateLinkedTokenSource(_cancellation, _sends.Stopping)
            : null;
        CancellationToken stopping = linked?.Token ?? _sends.Stopping;
        WriteQueue queue = WriteQueues.Of(_stream);
        try
        {
            await queue.EnterAsync(stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return Stopped();
        }

        _record.Turn();
        try
        {
            // One that begins while its transmitter is disposed of finds no disk threads any more.
            if (stopping.IsCancellationRequested)
                return Stopped();
            return _sends.Operations.Admission is { } admission
                ? await RunInPlaceAsync(admission, linked, stopping).ConfigureAwait(false)
                : await WriteAllAsync(linked, stopping).ConfigureAwait(false);
        }
        finally
        {
            queue.Leave();
        }
    }

    private async ValueTask<SendResult> RunInPlaceAsync(Admission admission, CancellationTokenSource? linked, CancellationToken stopping)
    {
        try
        {
            ValueTask place = admission.TakeAsync(stopping);
            if (!place.IsCompleted)
                _record.Wait("place");
            await place.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return Stopped();
        }

        try
        {
            return await WriteAllAsync(linked, stopping).ConfigureAwait(false);
        }
        finally
        {
            admission.Leave();
        }
    }

    private async ValueTask<SendResult> PlanOnDiskThreadAsync()
    {
        try
        {
            await _disk.RunAsync(PlanWhereItMayWait, DiskOperation.Open, _awaitedFileSystem).ConfigureAwait(false);
            return default;
        }
        catch (Exception fault)
        {
            return WriteResults.Fault(_cursor, fault);
        }
    }

    private void PlanWhereItMayWait()
    {
        _files.MayWait = true;
        PlanOutcome outcome = SendPlanner.Plan(_unplanned.Span, _plan, _files);
        _files.MayWait = false;
        _unplanned.Release();
        Begin(outcome);
    }

    private void Begin(PlanOutcome outcome)
    {
        if (!outcome.Succeeded)
        {
            _result = new SendResult(0, FailureKind.Argument, SocketError.InvalidArgument, outcome.FailedElement, outcome.Message);
            return;
        }

        if (_record.IsTraced)
            _record.Planned(_plan.TotalBytes);
        _governor = _sends.Operations.Govern(_settings, SendGrain.Coarse, _plan);

        // Nothing to send does not wait for the sends before it.
        if (_cursor.AtEnd)
            _result = default(SendResult);
    }

    /// <summary>Ended by its token, or else by the end of its transmitter.</summary>
    private SendResult Stopped() => _cancellation.IsCancellationRequested ? WriteResults.Canceled(_cursor) : WriteResults.Aborted(_cursor);
}
