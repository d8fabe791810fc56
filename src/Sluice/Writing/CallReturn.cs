using System.Runtime.CompilerServices;

namespace Sluice.Writing;

/// <summary>
/// The return of a call that has done its share of a send: awaited inside the call, the rest begins on the thread pool when the call has returned, and no sooner. A yield to the
/// pool would not do. The pool may be through with an inner method before an outer one looks whether it is, which then goes on where it is: on the thread of the caller.
/// </summary>
/// <param name="mostBytes">The share, in bytes.</param>
/// <param name="mostWrites">The same in writes.</param>
internal sealed class CallReturn(long mostBytes, int mostWrites) : ICriticalNotifyCompletion
{
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private Action? _rest;
    private bool _hasReturned;
    private long _bytes;
    private int _writes;

    /// <summary>Whether this is the thread of the call, and still in it.</summary>
    public bool IsAhead => Environment.CurrentManagedThreadId == _thread && !_hasReturned;

    /// <summary>Counts a write of the call. True where that was the last of its share.</summary>
    public bool IsDueAfter(int bytes)
    {
        _bytes += bytes;
        return _bytes >= mostBytes || ++_writes >= mostWrites;
    }

    /// <summary>For the compiler: it is never over before it is awaited.</summary>
    public bool IsCompleted => false;

    public CallReturn GetAwaiter() => this;

    public void GetResult()
    {
        // It ends in no other way than one.
    }

    public void OnCompleted(Action continuation) => _rest = continuation;

    public void UnsafeOnCompleted(Action continuation) => _rest = continuation;

    /// <summary>The call returns.</summary>
    public void Return()
    {
        _hasReturned = true;
        if (_rest is { } rest)
            ThreadPool.UnsafeQueueUserWorkItem(static rest => rest(), rest, preferLocal: false);
    }
}
