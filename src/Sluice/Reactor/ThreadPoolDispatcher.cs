namespace Sluice.Reactor;

/// <summary>The thread pool's shared queue.</summary>
internal sealed class ThreadPoolDispatcher : IDispatcher
{
    public static ThreadPoolDispatcher Instance { get; } = new();

    public void Dispatch(IThreadPoolWorkItem item) => ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
}
