namespace Sluice.Reactor;

/// <summary>Where finished operations tell their callers so.</summary>
internal interface IDispatcher
{
    /// <summary>Has the item run soon, on another thread, with no lock of this package held.</summary>
    void Dispatch(IThreadPoolWorkItem item);
}
