using System.Collections.Concurrent;

namespace Sluice.Interleavings.Control;

/// <summary>The threads of all interleavings, used again from one to the next: to start one takes longer than an interleaving does.</summary>
internal static class Workers
{
    private static readonly ConcurrentBag<Worker> Free = [];

    public static void Run(Action action) => (Free.TryTake(out Worker? free) ? free : new Worker()).Run(action);

    private sealed class Worker
    {
        private readonly Baton _given = new();
        private Action _action = static () => { };

        public Worker() => new Thread(Serve) { IsBackground = true }.Start();

        public void Run(Action action)
        {
            _action = action;
            _given.Give();
        }

        private void Serve()
        {
            while (true)
            {
                _given.Take();
                _action();
                Free.Add(this);
            }
        }
    }
}
