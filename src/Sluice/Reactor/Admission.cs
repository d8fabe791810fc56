namespace Sluice.Reactor;

/// <summary>
/// Bounds the sends that are outstanding at a time, as client editions of Windows do. Only the heads of queues compete for a place, and get it in
/// the order in which they asked: a socket with a hundred sends waits behind every other socket after each of them.
/// </summary>
internal sealed class Admission(int places)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Waiter> _waiting = new();
    private int _free = places;

    /// <summary>Takes a place if one is free.</summary>
    public bool TryTake()
    {
        lock (_gate)
        {
            if (_free == 0)
                return false;
            _free--;
            return true;
        }
    }

    /// <summary>Takes a place, or has the operation, which is parked, woken when it has got one. True where it is not woken: it owns its turn.</summary>
    public bool TryTakeOrWait(QueuedOperation operation, SendQueue queue)
    {
        lock (_gate)
        {
            if (_free == 0)
            {
                operation.PlaceWait = _waiting.AddLast(new Waiter(operation, queue));
                return false;
            }

            // Whoever has claimed the ticket meanwhile goes on with it.
            if (!operation.Reactor.TryClaim(operation.Ticket))
                return false;
            _free--;
            operation.HasPlace = true;
            return true;
        }
    }

    /// <summary>Takes a place for a send that is no operation of a reactor: at once, or when it has got to it. Throws where the token ends the wait.</summary>
    public async ValueTask TakeAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        LinkedListNode<Waiter> wait;
        lock (_gate)
        {
            if (_free > 0)
            {
                _free--;
                return;
            }

            wait = _waiting.AddLast(new Waiter(turn));
        }

        // Whoever completes it first has decided: it has a place, or has never been given one.
        try
        {
            using (cancellationToken.UnsafeRegister(static (turn, token) => ((TaskCompletionSource)turn!).TrySetCanceled(token), turn))
                await turn.Task.ConfigureAwait(false);
        }
        finally
        {
            Forget(wait);
        }
    }

    /// <summary>An operation that was parked here waits no longer: it is not kept until a place is free, which may be never.</summary>
    public void Forget(QueuedOperation operation)
    {
        if (operation.PlaceWait is { } wait)
            Forget(wait);
        operation.PlaceWait = null;
    }

    private void Forget(LinkedListNode<Waiter> wait)
    {
        lock (_gate)
        {
            if (wait.List is not null)
                _waiting.Remove(wait);
        }
    }

    /// <summary>Gives a place to the first that still waits, or back.</summary>
    public void Leave()
    {
        Waiter next;
        lock (_gate)
        {
            do
            {
                if (_waiting.First is not { } first)
                {
                    _free++;
                    return;
                }

                next = first.Value;
                _waiting.RemoveFirst();
            }
            while (!next.TryGive());
        }

        next.GoOn();
    }

    /// <summary>An operation that is parked, or the turn of another send.</summary>
    internal readonly struct Waiter
    {
        private readonly QueuedOperation? _operation;
        private readonly SendQueue? _queue;

        // One that was stopped meanwhile may be in use elsewhere, with another reactor: only the ticket tells, and only the reactor that gave it.
        private readonly IReactor? _reactor;
        private readonly WaitTicket _ticket;
        private readonly TaskCompletionSource? _turn;

        public Waiter(QueuedOperation operation, SendQueue queue) => (_operation, _queue, _reactor, _ticket) = (operation, queue, operation.Reactor, operation.Ticket);

        public Waiter(TaskCompletionSource turn) => _turn = turn;

        /// <summary>Gives it the place. False where it waits no longer.</summary>
        public bool TryGive()
        {
            if (_operation is null)
                return _turn!.TrySetResult();
            return _reactor!.TryClaim(_ticket) && (_operation.HasPlace = true);
        }

        /// <summary>Has it go on with the place that it was given; the other kind goes on by itself.</summary>
        public void GoOn() => _reactor?.Post(_queue!);
    }
}
