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

    /// <summary>Has a step run. What it throws is thrown on to the awaiter.</summary>
    /// <param name="step">What to do.</param>
    /// <param name="operation">What that is, in the terms of <see cref="DiskOperation"/>.</param>
    public ValueTask RunAsync(Action step, string operation)
    {
        send.RecordDisk(operation);
        _awaiter.Reset();
        _step = step;
        ValueTask pending = new(this, _awaiter.Version);
        threads.Post(this);
        return pending;
    }

    public void RunDiskStep()
    {
        try
        {
            _step!();
        }
        catch (Exception fault)
        {
            _awaiter.SetException(fault);
            return;
        }

        _awaiter.SetResult(true);
    }

    void IValueTaskSource.GetResult(short token) => _awaiter.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _awaiter.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _awaiter.OnCompleted(continuation, state, token, flags);
}
