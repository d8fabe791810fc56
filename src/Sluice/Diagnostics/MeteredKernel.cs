using Sluice.Kernel;

namespace Sluice.Diagnostics;

/// <summary>
/// Counts system calls by their names, each try of an interrupted one too. It stands right before the kernel, so that nothing is made without being counted; while nobody listens it
/// only passes calls on (docs/metrics.md has what that costs).
/// </summary>
internal sealed unsafe class MeteredKernel(IKernel inner) : IKernel
{
    public KernelResult Open(byte* path, OpenFlags flags)
    {
        Count("openat");
        return inner.Open(path, flags);
    }

    public KernelResult OpenCached(byte* path, OpenFlags flags)
    {
        Count("openat2");
        return inner.OpenCached(path, flags);
    }

    public KernelResult OpenCachedWithoutLinks(byte* path, OpenFlags flags)
    {
        Count("openat2");
        return inner.OpenCachedWithoutLinks(path, flags);
    }

    public KernelResult Close(int descriptor)
    {
        Count("close");
        return inner.Close(descriptor);
    }

    public KernelResult OpenBeneath(int folder, byte* path, OpenFlags flags)
    {
        Count("openat2");
        return inner.OpenBeneath(folder, path, flags);
    }

    public KernelResult GetStatus(int descriptor, StatusFlags flags, out FileStatus status)
    {
        Count("statx");
        return inner.GetStatus(descriptor, flags, out status);
    }

    public KernelResult GetPathStatus(byte* path, out FileStatus status)
    {
        Count("statx");
        return inner.GetPathStatus(path, out status);
    }

    public KernelResult Read(int descriptor, byte* buffer, nuint count, long offset, ReadFlags flags)
    {
        Count(flags == ReadFlags.None ? "pread64" : "preadv2");
        return inner.Read(descriptor, buffer, count, offset, flags);
    }

    public KernelResult CountCachedPages(int descriptor, long offset, long count)
    {
        Count("cachestat");
        return inner.CountCachedPages(descriptor, offset, count);
    }

    public KernelResult Prefetch(int descriptor, long offset, long count)
    {
        Count("fadvise64");
        return inner.Prefetch(descriptor, offset, count);
    }

    public KernelResult Populate(int descriptor, long offset, nuint count)
    {
        Count("sendfile");
        return inner.Populate(descriptor, offset, count);
    }

    public KernelResult Discard(int descriptor, long offset, long count)
    {
        Count("fadvise64");
        return inner.Discard(descriptor, offset, count);
    }

    public KernelResult ReadFolder(int descriptor, byte* buffer, nuint count)
    {
        Count("getdents64");
        return inner.ReadFolder(descriptor, buffer, count);
    }

    public KernelResult GetFileSystem(int descriptor)
    {
        Count("fstatfs");
        return inner.GetFileSystem(descriptor);
    }

    public KernelResult Send(int socket, IoVector* vectors, int count, SendFlags flags)
    {
        Count(count == 1 ? "sendto" : "sendmsg");
        return inner.Send(socket, vectors, count, flags);
    }

    public KernelResult SendMessage(int socket, in OutgoingMessage message, SendFlags flags)
    {
        Count("sendmsg");
        return inner.SendMessage(socket, message, flags);
    }

    public KernelResult SendMessages(int socket, OutgoingMessage* messages, int count, SendFlags flags)
    {
        Count("sendmmsg");
        return inner.SendMessages(socket, messages, count, flags);
    }

    public KernelResult GetSegmentSize(int socket)
    {
        Count("getsockopt");
        return inner.GetSegmentSize(socket);
    }

    public KernelResult GetSendBuffer(int socket)
    {
        Count("getsockopt");
        return inner.GetSendBuffer(socket);
    }

    public KernelResult SendFile(int socket, int file, long offset, nuint count)
    {
        Count("sendfile");
        return inner.SendFile(socket, file, offset, count);
    }

    public KernelResult SetCork(int socket, bool corked)
    {
        Count("setsockopt");
        return inner.SetCork(socket, corked);
    }

    public KernelResult ShutdownSending(int socket)
    {
        Count("shutdown");
        return inner.ShutdownSending(socket);
    }

    public KernelResult GetTcpState(int socket)
    {
        Count("getsockopt");
        return inner.GetTcpState(socket);
    }

    public KernelResult TakeError(int socket)
    {
        Count("getsockopt");
        return inner.TakeError(socket);
    }

    public KernelResult CreateEpoll()
    {
        Count("epoll_create1");
        return inner.CreateEpoll();
    }

    public KernelResult ControlEpoll(int epoll, EpollOperation operation, int descriptor, EpollEvents events, ulong data)
    {
        Count("epoll_ctl");
        return inner.ControlEpoll(epoll, operation, descriptor, events, data);
    }

    public KernelResult WaitEpoll(int epoll, Span<ReadyEvent> events, int timeoutMilliseconds)
    {
        Count("epoll_wait");
        return inner.WaitEpoll(epoll, events, timeoutMilliseconds);
    }

    public KernelResult CreateEvent()
    {
        Count("eventfd2");
        return inner.CreateEvent();
    }

    public KernelResult SignalEvent(int descriptor)
    {
        Count("write");
        return inner.SignalEvent(descriptor);
    }

    public KernelResult DrainEvent(int descriptor)
    {
        Count("read");
        return inner.DrainEvent(descriptor);
    }

    private static void Count(string name)
    {
        if (SendMetrics.HearsSystemCalls)
            SendMetrics.CountSystemCall(name);
    }
}
