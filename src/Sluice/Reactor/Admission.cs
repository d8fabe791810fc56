namespace Sluice.Reactor;

/// <summary>
/// Bounds the sends that are outstanding at a time, as client editions of Windows do. Only the heads of queues compete for a place, and get it in
/// the order in which they asked: a socket with a hundred sends waits behind every other socket after each of them.
/// </summary>
internal sealed class Admission(int places)
{
    private readonly Lock _gate = new();
    private readonly Queue<Waiter> _waiting = new();
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
                _waiting.Enqueue(new Waiter(operation, queue, operation.Reactor, operation.Ticket));
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

    /// <summary>Gives a place to the first that still waits, or back.</summary>
    public void Leave()
    {
        Waiter next;
        lock (_gate)
        {
            do
            {
                if (!_waiting.TryDequeue(out next))
                {
                    _free++;
                    return;
                }
            }
            while (!next.Reactor.TryClaim(next.Ticket));
            next.Operation.HasPlace = true;
        }

        next.Reactor.Post(next.Queue);
    }

    /// <remarks>One that was stopped meanwhile may be in use elsewhere, with another reactor: only the ticket tells, and only the reactor that gave it.</remarks>
    private readonly record struct Waiter(QueuedOperation Operation, SendQueue Queue, IReactor Reactor, WaitTicket Ticket);
}
