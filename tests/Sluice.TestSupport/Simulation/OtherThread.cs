using Xunit;

namespace Sluice.TestSupport.Simulation;

/// <summary>
/// Another thread, for a test that wants it to do something at one exact place of the first: between two system calls, or inside one. Deterministic
/// without a sleep, for the first thread waits until the other has either finished or come to wait for a lock that the first one holds.
/// </summary>
internal sealed class OtherThread
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly Thread _thread;
    private volatile Exception? _failure;

    private OtherThread(Action action)
    {
        _thread = new Thread(() =>
        {
            try
            {
                action();
            }
            catch (Exception failure)
            {
                _failure = failure;
            }
        })
        { IsBackground = true };
        _thread.Start();
    }

    /// <summary>Starts it, and returns when it has finished or waits.</summary>
    public static OtherThread Run(Action action)
    {
        OtherThread other = new(action);
        Assert.True(
            SpinWait.SpinUntil(() => (other._thread.ThreadState & (ThreadState.Stopped | ThreadState.WaitSleepJoin)) != 0, Bound),
            "The other thread neither finished nor waited.");
        return other;
    }

    /// <summary>Whether it has come to its end.</summary>
    public bool HasFinished => !_thread.IsAlive;

    /// <summary>Waits for its end, and throws what it threw.</summary>
    public void Join()
    {
        Assert.True(_thread.Join(Bound), "The other thread did not end: a deadlock.");
        if (_failure is { } failure)
            throw new InvalidOperationException("The other thread failed.", failure);
    }
}
