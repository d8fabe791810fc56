using Sluice.Kernel;

namespace Sluice.Benchmarks;

/// <summary>A kernel that says at once that everything was done, so that what is around the system calls is measured alone.</summary>
internal sealed unsafe class IdleKernel : IKernel
{
    public KernelResult Open(byte* path, OpenFlags flags) => KernelResult.Success(3);

    public KernelResult OpenCached(byte* path, OpenFlags flags) => KernelResult.Success(3);

    public KernelResult OpenCachedWithoutLinks(byte* path, OpenFlags flags) => KernelResult.Success(3);

    public KernelResult Close(int descriptor) => KernelResult.Success();

    public KernelResult GetStatus(int descriptor, StatusFlags flags, out FileStatus status)
    {
        status = new FileStatus(0x81A4, 1, 4096, default);
        return KernelResult.Success();
    }

    public KernelResult GetPathStatus(byte* path, out FileStatus status) => GetStatus(3, default, out status);

    public KernelResult Read(int descriptor, byte* buffer, nuint count, long offset, ReadFlags flags) => KernelResult.Success((long)count);

    public KernelResult CountCachedPages(int descriptor, long offset, long count) => KernelResult.Success(count);

    public KernelResult Prefetch(int descriptor, long offset, long count) => KernelResult.Success();

    public KernelResult Populate(int descriptor, long offset, nuint count) => KernelResult.Success((long)count);

    public KernelResult GetFileSystem(int descriptor) => KernelResult.Success();

    public KernelResult Send(int socket, IoVector* vectors, int count, SendFlags flags)
    {
        long bytes = 0;
        for (int i = 0; i < count; i++)
            bytes += (long)vectors[i].Length;
        return KernelResult.Success(bytes);
    }

    public KernelResult SendFile(int socket, int file, long offset, nuint count) => KernelResult.Success((long)count);

    public KernelResult SetCork(int socket, bool corked) => KernelResult.Success();

    public KernelResult ShutdownSending(int socket) => KernelResult.Success();

    public KernelResult GetTcpState(int socket) => KernelResult.Success();

    public KernelResult TakeError(int socket) => KernelResult.Success();

    public KernelResult CreateEpoll() => KernelResult.Success(4);

    public KernelResult ControlEpoll(int epoll, EpollOperation operation, int descriptor, EpollEvents events, ulong data) => KernelResult.Success();

    public KernelResult WaitEpoll(int epoll, Span<ReadyEvent> events, int timeoutMilliseconds) => KernelResult.Success();

    public KernelResult CreateEvent() => KernelResult.Success(5);

    public KernelResult SignalEvent(int descriptor) => KernelResult.Success();

    public KernelResult DrainEvent(int descriptor) => KernelResult.Success();

    public KernelResult OpenBeneath(int folder, byte* path, OpenFlags flags) => KernelResult.Failure(Errno.NotImplemented);

    public KernelResult Discard(int descriptor, long offset, long count) => KernelResult.Success();

    public KernelResult ReadFolder(int descriptor, byte* buffer, nuint count) => KernelResult.Success();

    public KernelResult SendMessage(int socket, in OutgoingMessage message, SendFlags flags) => KernelResult.Success();

    public KernelResult SendMessages(int socket, OutgoingMessage* messages, int count, SendFlags flags) => KernelResult.Success(count);

    public KernelResult GetSegmentSize(int socket) => KernelResult.Success();

    public KernelResult GetSendBuffer(int socket) => KernelResult.Success(ushort.MaxValue);
}
