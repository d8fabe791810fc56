namespace Sluice.Interleavings.Control;

/// <summary>In place of <see cref="Lock"/>: other threads may go on before it is taken and after it is let go.</summary>
public sealed class ControlledLock
{
    private ControlledThread? _owner;
    private int _depth;

    /// <summary>Takes it until the scope is disposed of.</summary>
    public Scope EnterScope()
    {
        Enter();
        return new Scope(this);
    }

    internal void Enter()
    {
        Scheduler.Point();
        if (Scheduler.Current is not { } thread)
        {
            Monitor.Enter(this);
            return;
        }

        if (_owner != thread)
            thread.WaitUntil(() => _owner is null);
        _owner = thread;
        _depth++;
    }

    internal void Exit()
    {
        if (Scheduler.Current is null)
        {
            Monitor.Exit(this);
            return;
        }

        if (--_depth > 0)
            return;
        _owner = null;
        Scheduler.Point();
    }

    /// <summary>As the framework's own has it.</summary>
    public readonly ref struct Scope
    {
        private readonly ControlledLock _held;

        internal Scope(ControlledLock held) => _held = held;

        /// <summary>Lets go.</summary>
        public void Dispose() => _held.Exit();
    }
}
