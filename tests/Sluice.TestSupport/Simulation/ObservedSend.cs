using System.Runtime.CompilerServices;

namespace Sluice.TestSupport.Simulation;

/// <summary>The outcome of a send, watched from its start. The task is read once, inside its own completion.</summary>
internal sealed class ObservedSend
{
    private readonly ConfiguredValueTaskAwaitable<long>.ConfiguredValueTaskAwaiter _awaiter;
    private int _completions;
    private volatile Exception? _failure;
    private long _bytes = -1;

    public ObservedSend(ValueTask<long> task)
    {
        _awaiter = task.ConfigureAwait(false).GetAwaiter();
        if (_awaiter.IsCompleted)
        {
            WasInline = true;
            Complete();
        }
        else
        {
            _awaiter.UnsafeOnCompleted(Complete);
        }
    }

    /// <summary>Whether it had completed when the call returned.</summary>
    public bool WasInline { get; }

    /// <summary>How often it completed.</summary>
    public int Completions => Volatile.Read(ref _completions);

    public bool IsCompleted => Completions > 0;

    public bool Succeeded => IsCompleted && _failure is null;

    public Exception? Failure => _failure;

    /// <summary>The bytes that it says were sent, whether it succeeded or not; -1 where it does not say.</summary>
    public long Bytes => _failure switch
    {
        SendPacketsException failure => failure.BytesTransferred,
        SendPacketsCanceledException canceled => canceled.BytesTransferred,
        _ => Volatile.Read(ref _bytes),
    };

    /// <summary>What happens inside the completion, on the thread that completes.</summary>
    public Action? OnCompleted { get; set; }

    private void Complete()
    {
        try
        {
            Volatile.Write(ref _bytes, _awaiter.GetResult());
        }
        catch (Exception failure)
        {
            _failure = failure;
        }

        Interlocked.Increment(ref _completions);
        OnCompleted?.Invoke();
    }
}
