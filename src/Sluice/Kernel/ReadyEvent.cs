namespace Sluice.Kernel;

/// <summary>A descriptor that epoll reports as ready: the events, and the data that its registration carried.</summary>
internal readonly record struct ReadyEvent(EpollEvents Events, ulong Data);
