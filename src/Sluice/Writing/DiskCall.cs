using System.Threading.Tasks.Sources;
using Sluice.Diagnostics;
using Sluice.Reactor;

namespace Sluice.Writing;

/// <summary>Steps of one send that may wait for a disk, one at a time, awaited while a disk thread runs them.</summary>
internal sealed class DiskCall(StreamSend send, DiskThreads threads) : IDiskWork, IValueTaskSource
{
    // What follows is not the disk thread's to do.
    private ManualResetValueTaskSourceCore<bool> _awaiter = new() { RunContinuationsAsynchronously = true };
    private Action? _step;
    private Exception? _fault;

    /// <summary>Has a step run. What it throws is thrown on to the awaiter.</summary>
    /// <param name="step">What to do.</param>
    /// <param name="operation">What that is, in the terms of <see cref="DiskOperation"/>.</param>
    /// <param name="lane">The file system that it is for.</param>
    public ValueTask RunAsync(Action step, string operation, ulong lane)
    {
        DiskLane = lane;
        send.RecordDisk(operation);
        _awaiter.Reset();
        _step = step;
        ValueTask pending = new(this, _awaiter.Version);
        threads.Post(this);
        return pending;
    }

    public ulong DiskLane { get; private set; }

    public void RunDiskStep()
    {
        try
        {
            _fault = null;
            _step!();
        }
        catch (Exception fault)
        {
            _fault = fault;
        }
    }

    public void EndDiskStep()
    {
        if (_fault is null)
            _awaiter.SetResult(true);
        else
            _awaiter.SetException(_fault);
    }

    public void StopOnDisk()
    {
        // The stream's own turn waits for the step: its buffers are in use until then.
    }

    void IValueTaskSource.GetResult(short token) => _awaiter.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _awaiter.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _awaiter.OnCompleted(continuation, state, token, flags);
}
