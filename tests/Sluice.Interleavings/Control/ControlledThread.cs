namespace Sluice.Interleavings.Control;

/// <summary>One thread of an interleaving. It runs only while it has been let.</summary>
internal sealed class ControlledThread
{
    private readonly Baton _turn = new();
    private readonly Interleaving _interleaving;

    public ControlledThread(Interleaving interleaving, Action action)
    {
        _interleaving = interleaving;
        Workers.Run(() =>
        {
            _turn.Take();
            Scheduler.Current = this;
            try
            {
                action();
            }
            catch (Exception failure)
            {
                Failure = failure;
            }

            Scheduler.Current = null;
            HasFinished = true;
            _interleaving.Decide(this, givesWay: false);
        });
    }

    public bool HasFinished { get; private set; }

    /// <summary>Whether it waits for something that another thread has to do first.</summary>
    public Func<bool>? WaitsFor { get; private set; }

    public Exception? Failure { get; private set; }

    public bool CanRun => !HasFinished && WaitsFor?.Invoke() != false;

    public void Reach() => _interleaving.Decide(this, givesWay: false);

    public void GiveWay() => _interleaving.Decide(this, givesWay: true);

    /// <summary>Waits until another thread has brought something about.</summary>
    public void WaitUntil(Func<bool> condition)
    {
        while (!condition())
        {
            WaitsFor = condition;
            _interleaving.Decide(this, givesWay: false);
            WaitsFor = null;
        }
    }

    public void Resume() => _turn.Give();

    public void Pause() => _turn.Take();
}
