using System.Runtime.CompilerServices;

namespace Sluice.Writing;

/// <summary>
/// The return of a call that has done its share of a send: awaited inside the call, the rest begins on the thread pool when the call has returned, and no sooner. A yield to the
/// pool would not do. The pool may be through with an inner method before an outer one looks whether it is, which then goes on where it is: on the thread of the caller.
/// </summary>
internal sealed class CallReturn : ICriticalNotifyCompletion
{
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private Action? _rest;
    private bool _hasReturned;

    /// <summary>Whether this is the thread of the call, and still in it.</summary>
    public bool IsAhead => Environment.CurrentManagedThreadId == _thread && !_hasReturned;

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
