namespace Sluice.Reactor;

/// <summary>
/// A send as its socket's queue sees it: something that runs in turns and ends once. At any time one thread at most owns its turn;
/// all that a turn touches needs no lock for that reason.
/// </summary>
internal abstract class QueuedOperation : IThreadPoolWorkItem, IDiskWork
{
    private volatile StopReason _stop;

    /// <summary>The next operation on the same socket. Guarded by the gate of the queue.</summary>
    public QueuedOperation? Next { get; set; }

    /// <summary>Guarded by the gate of the queue.</summary>
    public OperationState State { get; set; }

    /// <summary>The wait it is parked in. Guarded by the gate of the queue.</summary>
    public WaitTicket Ticket { get; set; }

    /// <summary>The socket's descriptor, held open by a reference from before the first turn until <see cref="Conclude"/>; -1 without one.</summary>
    public int Socket { get; protected set; } = -1;

    /// <summary>When its wait ends by itself, be the socket writable or not.</summary>
    public long DueTime { get; protected set; } = Clock.Never;

    /// <summary>Whether it is one of those that its transmitter lets be outstanding at a time. Changed by the owner of the turn.</summary>
    public bool HasPlace { get; set; }

    /// <summary>Its wait for a place, while it is parked for want of one.</summary>
    public LinkedListNode<Admission.Waiter>? PlaceWait { get; set; }

    /// <summary>
    /// Why bytes behind its own are missing, where one that waited behind it was given up although its caller had been told that it was sent. Guarded by the gate of
    /// the queue.
    /// </summary>
    public Exception? GapBehind { get; set; }

    /// <summary>The reactor that waits for it and goes on with it.</summary>
    public IReactor Reactor { get; protected set; } = null!;

    /// <summary>The threads that wait for disks on its behalf.</summary>
    public DiskThreads Disk { get; protected set; } = null!;

    /// <summary>Why the operation is to end at its next step, if it is.</summary>
    public StopReason StopRequested => _stop == StopReason.None && IsSenderDisposed ? StopReason.TransmitterDisposed : _stop;

    /// <summary>Whether the transmitter that it belongs to has been disposed of.</summary>
    protected abstract bool IsSenderDisposed { get; }

    /// <summary>The queue that it was started on; null between two uses.</summary>
    public abstract SendQueue? Queue { get; }

    /// <summary>
    /// Called under the gate of the queue where it has to wait behind another operation, perhaps of another transmitter, which knows nothing of this
    /// one's disposal. False where its own transmitter is already disposed of.
    /// </summary>
    public abstract bool TryEnterQueue();

    /// <summary>Called under the gate of the queue when it waits behind others no longer.</summary>
    public abstract void LeaveQueue();

    /// <summary>Asks it to end. The owner of its turn looks before every system call.</summary>
    public void RequestStop(StopReason reason) => _stop = reason;

    /// <summary>Sends what the socket takes, up to one turn's share. Called by the owner of the turn; never blocks, never throws.</summary>
    public abstract TurnOutcome RunTurn();

    /// <summary>
    /// Called under the gate of the queue, when it is parked for want of a place. True where there is one after all, and it goes on at once.
    /// </summary>
    public abstract bool TryTakePlace(SendQueue queue);

    /// <summary>What it waits for a disk for: a number of the file system, for operations to share the threads by.</summary>
    public abstract ulong DiskLane { get; }

    /// <summary>
    /// Does what may wait for a disk. Called by a disk thread; never throws. The operation may be stopped meanwhile, and its caller told: it touches nothing that
    /// telling him does.
    /// </summary>
    public abstract void RunDiskStep();

    /// <summary>Has it go on after its disk step, or lets go of what the step still held where it was stopped meanwhile.</summary>
    public void EndDiskStep() => Queue!.EndDiskStep(this);

    public void StopOnDisk() => Queue?.Stop(this, StopReason.TransmitterDisposed);

    /// <summary>
    /// Ends it, for the reason in <see cref="StopRequested"/>, while a disk thread is still busy for it, which keeps its files and buffers. Called under the
    /// gate of the queue, in place of <see cref="Abandon"/>.
    /// </summary>
    public abstract void AbandonOnDisk();

    /// <summary>Has the caller told. Called once, after <see cref="AbandonOnDisk"/>, in place of <see cref="Conclude"/>.</summary>
    public abstract void ConcludeOnDisk();

    /// <summary>Lets go of what the disk thread kept. Called once, after the disk step of an operation that was abandoned.</summary>
    public abstract void ReleaseAfterDisk();

    /// <summary>
    /// Gives back the reference to the socket for as long as the operation does not use it: behind another one, and during a disk step. So
    /// disposing of the socket never waits for either. The next turn takes a new one.
    /// </summary>
    public abstract void DetachSocket();

    /// <summary>Ends it because its socket can no longer be waited for. Called by the owner of the turn.</summary>
    public abstract void Fail(Kernel.Errno error);

    /// <summary>Ends it before its first turn, for the reason in <see cref="StopRequested"/>.</summary>
    public abstract void Abandon();

    /// <summary>
    /// Lets go of the socket, the files and the memory, and has the caller told, on another thread. Called once, when it is in no queue any more.
    /// </summary>
    public abstract void Conclude();

    /// <summary>Tells the caller. Runs on the thread that the dispatcher chose.</summary>
    public abstract void Execute();

    /// <summary>
    /// Called under the gate of the queue, when it is given up before its turn. Why the stream lacks its bytes, where its caller has been told that they were sent.
    /// </summary>
    public abstract Exception? TakeGap();

    /// <summary>Ends the sending side of its socket, behind its own bytes: the stream lacks those that should follow.</summary>
    public abstract void BreakStream(Exception gap);

    /// <summary>Readies it for its next use.</summary>
    protected void ResetQueueing()
    {
        Next = null;
        GapBehind = null;
        PlaceWait = null;
        State = OperationState.Idle;
        Ticket = default;
        DueTime = Clock.Never;
        Socket = -1;
        _stop = StopReason.None;
    }
}
