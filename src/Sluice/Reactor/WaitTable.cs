namespace Sluice.Reactor;

/// <summary>
/// The waits of one reactor. A wait ends when somebody takes its ticket: exactly one does. Those that fall due by themselves also lie in a binary
/// heap by their time, out of which a wait that ends early is removed, so that it never holds more than what waits. Guarded by the reactor.
/// </summary>
internal sealed class WaitTable
{
    private const int NotInHeap = -1;

    private Wait[] _waits = [];
    private int[] _heap = [];
    private int _heapCount;
    private int _free = -1;

    private struct Wait
    {
        /// <summary>Who waits; null in a free slot.</summary>
        public SendQueue? Waiter;

        public uint Generation;

        /// <summary>The next free slot, in a free slot.</summary>
        public int NextFree;

        /// <summary>Where it lies in the heap.</summary>
        public int HeapIndex;

        public long DueTime;
    }

    /// <summary>When the next wait falls due by itself.</summary>
    public long NextDueTime => _heapCount == 0 ? Clock.Never : _waits[_heap[0]].DueTime;

    public WaitTicket Add(SendQueue waiter, long dueTime)
    {
        if (_free < 0)
            Grow();
        int slot = _free;
        ref Wait wait = ref _waits[slot];
        _free = wait.NextFree;
        wait.Waiter = waiter;
        wait.DueTime = dueTime;
        wait.HeapIndex = NotInHeap;
        if (dueTime != Clock.Never)
            Push(slot);
        return new WaitTicket(slot, ++wait.Generation);
    }

    /// <summary>Ends a wait. Null where it has ended before.</summary>
    public SendQueue? Take(WaitTicket ticket)
    {
        ref Wait wait = ref _waits[ticket.Slot];
        return wait.Waiter is null || wait.Generation != ticket.Generation ? null : Free(ticket.Slot);
    }

    /// <summary>Ends a wait that is due, if any is.</summary>
    public SendQueue? TakeDue(long now) => NextDueTime <= now ? Free(_heap[0]) : null;

    /// <summary>Ends every wait.</summary>
    public List<SendQueue> TakeAll()
    {
        List<SendQueue> waiters = [];
        for (int slot = 0; slot < _waits.Length; slot++)
        {
            if (_waits[slot].Waiter is not null)
                waiters.Add(Free(slot));
        }

        return waiters;
    }

    private SendQueue Free(int slot)
    {
        ref Wait wait = ref _waits[slot];
        SendQueue waiter = wait.Waiter!;
        if (wait.HeapIndex != NotInHeap)
            RemoveFromHeap(wait.HeapIndex);
        wait.Waiter = null;
        wait.NextFree = _free;
        _free = slot;
        return waiter;
    }

    private void Grow()
    {
        int old = _waits.Length;
        Array.Resize(ref _waits, Math.Max(16, old * 2));
        for (int i = _waits.Length - 1; i >= old; i--)
        {
            _waits[i].NextFree = _free;
            _free = i;
        }
    }

    private void Push(int slot)
    {
        if (_heapCount == _heap.Length)
            Array.Resize(ref _heap, Math.Max(16, _heapCount * 2));
        Rise(slot, _heapCount++);
    }

    private void RemoveFromHeap(int index)
    {
        int last = _heap[--_heapCount];
        if (index == _heapCount)
            return;

        // The last one takes the hole, and moves to its place from there, in whichever direction that lies.
        if (index > 0 && DueTimeAt(Parent(index)) > _waits[last].DueTime)
            Rise(last, index);
        else
            Sink(last, index);
    }

    private void Rise(int slot, int index)
    {
        while (index > 0 && DueTimeAt(Parent(index)) > _waits[slot].DueTime)
        {
            Place(_heap[Parent(index)], index);
            index = Parent(index);
        }

        Place(slot, index);
    }

    private void Sink(int slot, int index)
    {
        while (true)
        {
            int child = (2 * index) + 1;
            if (child >= _heapCount)
                break;
            if (child + 1 < _heapCount && DueTimeAt(child + 1) < DueTimeAt(child))
                child++;
            if (DueTimeAt(child) >= _waits[slot].DueTime)
                break;
            Place(_heap[child], index);
            index = child;
        }

        Place(slot, index);
    }

    private void Place(int slot, int index)
    {
        _heap[index] = slot;
        _waits[slot].HeapIndex = index;
    }

    private long DueTimeAt(int index) => _waits[_heap[index]].DueTime;

    private static int Parent(int index) => (index - 1) / 2;
}
