namespace Sluice.Reactor;

/// <summary>Something that may have to wait for a disk.</summary>
internal interface IDiskWork
{
    /// <summary>What it waits for: a number of the file system, by which the threads are shared.</summary>
    ulong DiskLane { get; }

    /// <summary>Does one bounded step of it. Called by a disk thread; never throws.</summary>
    void RunDiskStep();

    /// <summary>The step is done, and the thread has let go of it. Called once after each step.</summary>
    void EndDiskStep();

    /// <summary>Its transmitter is disposed of. It may end at once, although a disk thread is still busy for it.</summary>
    void StopOnDisk();
}
