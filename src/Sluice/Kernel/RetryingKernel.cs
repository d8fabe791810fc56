namespace Sluice.Kernel;

/// <summary>
/// Repeats a call that a signal interrupted: here and nowhere else (BUGCLASSES 5). All that is above may take for
/// granted that EINTR does not exist.
/// </summary>
internal sealed unsafe class RetryingKernel(IKernel inner) : IKernel
{
    public KernelResult Open(byte* path, OpenFlags flags)
    {
        KernelResult result;
        do
            result = inner.Open(path, flags);
        while (result.Error == Errno.Interrupted);
        return result;
    }

    public KernelResult OpenCached(byte* path, OpenFlags flags)
    {
        KernelResult result;
        do
            result = inner.OpenCached(path, flags);
        while (result.Error == Errno.Interrupted);
        return result;
    }

    public KernelResult OpenCachedWithoutLinks(byte* path, OpenFlags flags)
    {
        KernelResult result;
        do
            result = inner.OpenCachedWithoutLinks(path, flags);
        while (result.Error == Errno.Interrupted);
        return result;
    }

    public KernelResult OpenBeneath(int folder, byte* path, OpenFlags flags)
    {
        KernelResult result;
        do
            result = inner.OpenBeneath(folder, path, flags);
        while (result.Error == Errno.Interrupted);
        return result;
    }

    public KernelResult Close(int descriptor)
    {
        KernelResult result = inner.Close(descriptor);

        // The descriptor is released before close(2) can be interrupted; a second call could close somebody else's.
        return result.Error == Errno.Interrupted ? KernelResult.Success() : result;
    }

    public KernelResult GetStatus(int descriptor, StatusFlags flags, out FileStatus status)
    {
        KernelResult result;
        do
            result = inner.GetStatus(descriptor, flags, out status);
        while (result.Error == Errno.Interrupted);
        return result;
    }

    public KernelResult GetPathStatus(byte* path, out FileStatus status)
    {
        KernelResult result;
        do
            result = inner.GetPathStatus(path, out status);
        while (result.Error == Errno.Interrupted);
        return result;
    }

    public KernelResult Read(int descriptor, byte* buffer, nuint count, long offset, ReadFlags flags)
    {
        KernelResult result;
        do
            result = inner.Read(descriptor, buffer, count, offset, flags);
        while (result.Error == Errno.Interrupted);
        return result;
    }

    public KernelResult CountCachedPages(int descriptor, long offset, long count) => inner.CountCachedPages(descriptor, offset, count);

    public KernelResult Prefetch(int descriptor, long offset, long count) => inner.Prefetch(descriptor, offset, count);

    public KernelResult Populate(int descriptor, long offset, nuint count)
    {
        KernelResult result;
        do
            result = inner.Populate(descriptor, offset, count);
        while (result.Error == Errno.Interrupted);
        return result;
    }

    public KernelResult Discard(int descriptor, long offset, long count) => inner.Discard(descriptor, offset, count);

    public KernelResult ReadFolder(int descriptor, byte* buffer, nuint count)
    {
        KernelResult result;
        do
            result = inner.ReadFolder(descriptor, buffer, count);
        while (result.Error == Errno.Interrupted);
        return result;
    }

    public KernelResult GetFileSystem(int descriptor)
    {
        KernelResult result;
        do
            result = inner.GetFileSystem(descriptor);
        while (result.Error == Errno.Interrupted);
        return result;
    }

    public KernelResult Send(int socket, IoVector* vectors, int count, SendFlags flags)
    {
        KernelResult result;
        do
            result = inner.Send(socket, vectors, count, flags);
        while (result.Error == Errno.Interrupted);
        return result;
    }

    public KernelResult SendMessage(int socket, in OutgoingMessage message, SendFlags flags)
    {
        KernelResult result;
        do
            result = inner.SendMessage(socket, message, flags);
        while (result.Error == Errno.Interrupted);
        return result;
    }

    public KernelResult SendMessages(int socket, OutgoingMessage* messages, int count, SendFlags flags)
    {
        KernelResult result;
        do
            result = inner.SendMessages(socket, messages, count, flags);
        while (result.Error == Errno.Interrupted);
        return result;
    }

    public KernelResult GetSegmentSize(int socket) => inner.GetSegmentSize(socket);

    public KernelResult GetSendBuffer(int socket) => inner.GetSendBuffer(socket);

    public KernelResult SendFile(int socket, int file, long offset, nuint count)
    {
        KernelResult result;
        do
            result = inner.SendFile(socket, file, offset, count);
        while (result.Error == Errno.Interrupted);
        return result;
    }

    public KernelResult SetCork(int socket, bool corked) => inner.SetCork(socket, corked);

    public KernelResult ShutdownSending(int socket) => inner.ShutdownSending(socket);

    public KernelResult GetTcpState(int socket) => inner.GetTcpState(socket);

    public KernelResult TakeError(int socket) => inner.TakeError(socket);

    public KernelResult CreateEpoll() => inner.CreateEpoll();

    public KernelResult ControlEpoll(int epoll, EpollOperation operation, int descriptor, EpollEvents events, ulong data) =>
        inner.ControlEpoll(epoll, operation, descriptor, events, data);

    public KernelResult WaitEpoll(int epoll, Span<ReadyEvent> events, int timeoutMilliseconds)
    {
        KernelResult result;
        do
            result = inner.WaitEpoll(epoll, events, timeoutMilliseconds);
        while (result.Error == Errno.Interrupted);
        return result;
    }

    public KernelResult CreateEvent() => inner.CreateEvent();

    public KernelResult SignalEvent(int descriptor) => inner.SignalEvent(descriptor);

    public KernelResult DrainEvent(int descriptor) => inner.DrainEvent(descriptor);
}
