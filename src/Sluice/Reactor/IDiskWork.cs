namespace Sluice.Reactor;

/// <summary>Something that may have to wait for a disk.</summary>
internal interface IDiskWork
{
    /// <summary>Does one bounded step of it. Called by a disk thread; never throws.</summary>
    void RunDiskStep();
}
