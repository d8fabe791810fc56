namespace Sluice.Interleavings.Control;

/// <summary>
/// One order in which threads go on. It follows the picks that it is given, and from there on lets each thread run until it ends or has to wait. Used by the one thread that
/// runs at a time.
/// </summary>
/// <param name="picks">Which thread goes on at each place at which there is a choice.</param>
/// <param name="preemptions">How often a thread may be stopped that could go on.</param>
internal sealed class Interleaving(IReadOnlyList<int> picks, int preemptions)
{
    // Far more than any scenario has: what goes on for longer goes on for ever.
    private const int MostPoints = 20_000;

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private readonly Baton _end = new();
    private readonly List<Decision> _decisions = [];
    private ControlledThread[] _threads = [];
    private int _preemptionsLeft = preemptions;
    private string? _failure;

    /// <summary>The places at which there was a choice.</summary>
    public IReadOnlyList<Decision> Decisions => _decisions;

    /// <summary>The places at which another thread could have been let go on, had more preemptions been left.</summary>
    public int Points { get; private set; }

    /// <summary>Runs the threads to their end.</summary>
    public void Run(IReadOnlyList<Action> actions)
    {
        _threads = [.. actions.Select(action => new ControlledThread(this, action))];
        Scheduler.IsActive = true;
        Choose(_threads, isFree: true).Resume();
        bool hasEnded = _end.Take(Bound);
        Scheduler.IsActive = false;
        if (!hasEnded || _failure is not null)
            throw new InvalidOperationException(_failure ?? "The threads did not come to their end.");
        foreach (ControlledThread thread in _threads)
        {
            if (thread.Failure is { } failure)
                throw new InvalidOperationException($"A thread failed: {failure.Message}", failure);
        }
    }

    /// <summary>Lets a thread go on from where this one stands, which may be the same.</summary>
    public void Decide(ControlledThread current, bool givesWay)
    {
        Points++;
        bool canGoOn = current.CanRun;
        List<ControlledThread> others = [.. _threads.Where(thread => thread != current && thread.CanRun)];
        List<ControlledThread> candidates = !canGoOn ? others : givesWay ? [.. others, current] : [current, .. others];
        if (candidates.Count == 0 || Points > MostPoints)
        {
            // Those that wait in a deadlock are left there: they are background threads.
            if (Points > MostPoints)
                _failure = "A spin: the threads do not come to their end.";
            else if (!Array.TrueForAll(_threads, thread => thread.HasFinished))
                _failure = "A deadlock: every thread waits.";
            _end.Give();
            if (!current.HasFinished)
                current.Pause();
            return;
        }

        bool isFree = !canGoOn || givesWay;
        ControlledThread next = Choose(isFree || _preemptionsLeft > 0 ? candidates : candidates[..1], isFree);
        if (next == current)
            return;
        next.Resume();
        if (!current.HasFinished)
            current.Pause();
    }

    private ControlledThread Choose(IReadOnlyList<ControlledThread> candidates, bool isFree)
    {
        if (candidates.Count == 1)
            return candidates[0];
        int pick = _decisions.Count < picks.Count ? picks[_decisions.Count] : 0;
        _decisions.Add(new Decision(pick, candidates.Count));
        if (!isFree && pick > 0)
            _preemptionsLeft--;
        return candidates[pick];
    }
}
