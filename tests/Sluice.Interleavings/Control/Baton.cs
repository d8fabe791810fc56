namespace Sluice.Interleavings.Control;

/// <summary>Given to a thread that waits for it, or is about to.</summary>
internal sealed class Baton
{
    private readonly object _gate = new();
    private bool _isGiven;

    public void Give()
    {
        lock (_gate)
        {
            _isGiven = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Waits until it is given. False where the time is over before.</summary>
    public bool Take(TimeSpan? bound = null)
    {
        lock (_gate)
        {
            while (!_isGiven)
            {
                if (!Monitor.Wait(_gate, bound ?? Timeout.InfiniteTimeSpan))
                    return false;
            }

            _isGiven = false;
            return true;
        }
    }
}
