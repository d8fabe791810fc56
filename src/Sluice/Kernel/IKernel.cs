namespace Sluice.Kernel;

/// <summary>
/// The system calls that a send is made of, one method each. Nothing above this room knows libc, and nothing here
/// knows what a send is. A method never throws and keeps no state of its own. <see cref="RetryingKernel"/> stands
/// in front of every implementation, so that EINTR is dealt with once.
/// </summary>
internal unsafe interface IKernel
{
    /// <summary>openat(2) of a NUL-terminated UTF-8 path, from the working directory. The value is the descriptor.</summary>
    KernelResult Open(byte* path, OpenFlags flags);

    /// <summary>
    /// openat2(2) with RESOLVE_CACHED: EAGAIN where looking the path up could wait for a disk. ENOSYS or EINVAL where the kernel has no such call.
    /// </summary>
    KernelResult OpenCached(byte* path, OpenFlags flags);

    /// <summary>The same with RESOLVE_NO_SYMLINKS: ELOOP where a symbolic link is on the way, or at its end.</summary>
    KernelResult OpenCachedWithoutLinks(byte* path, OpenFlags flags);

    /// <summary>
    /// openat2(2) with RESOLVE_BENEATH, of a path below an open folder: EXDEV where <c>..</c> or a link would lead out of it. ENOSYS before Linux 5.6.
    /// </summary>
    KernelResult OpenBeneath(int folder, byte* path, OpenFlags flags);

    /// <summary>close(2). Never retried: on Linux the descriptor is gone even after EINTR.</summary>
    KernelResult Close(int descriptor);

    /// <summary>statx(2) of an open descriptor.</summary>
    KernelResult GetStatus(int descriptor, StatusFlags flags, out FileStatus status);

    /// <summary>statx(2) of a NUL-terminated UTF-8 path, links followed.</summary>
    KernelResult GetPathStatus(byte* path, out FileStatus status);

    /// <summary>preadv2(2): bytes of the file from <paramref name="offset"/> on. The value is their count, 0 at the end.</summary>
    KernelResult Read(int descriptor, byte* buffer, nuint count, long offset, ReadFlags flags);

    /// <summary>cachestat(2), Linux 6.5: how many pages of the range are in the page cache, be it only on their way there.</summary>
    KernelResult CountCachedPages(int descriptor, long offset, long count);

    /// <summary>posix_fadvise(2), POSIX_FADV_WILLNEED: has the range read into the page cache, without waiting for it.</summary>
    KernelResult Prefetch(int descriptor, long offset, long count);

    /// <summary>
    /// sendfile(2) to /dev/null: has the range in the page cache and waits for it, without a copy, as a sequential reader that makes the kernel read ahead as it does for one.
    /// The value is the bytes that are there; fewer than asked for where the file ends, or after an error further on.
    /// </summary>
    KernelResult Populate(int descriptor, long offset, nuint count);

    /// <summary>posix_fadvise(2), POSIX_FADV_DONTNEED: takes the range out of the page cache, as far as nobody uses it at this moment.</summary>
    KernelResult Discard(int descriptor, long offset, long count);

    /// <summary>getdents64(2): the next entries of an open folder, as struct linux_dirent64. The value is their bytes, 0 at the end.</summary>
    KernelResult ReadFolder(int descriptor, byte* buffer, nuint count);

    /// <summary>fstatfs(2). The value is the magic number of the file system's type.</summary>
    KernelResult GetFileSystem(int descriptor);

    /// <summary>sendmsg(2). The value is the bytes taken.</summary>
    KernelResult Send(int socket, IoVector* vectors, int count, SendFlags flags);

    /// <summary>sendmsg(2) of a datagram, or of a run of them that the kernel cuts (UDP_SEGMENT). The value is the bytes taken: all of them.</summary>
    KernelResult SendMessage(int socket, in OutgoingMessage message, SendFlags flags);

    /// <summary>
    /// sendmmsg(2). The value is the messages taken, each as a whole, from the first on. An error is returned where the first one fails; one that stops a later
    /// message is not, and where it was waiting on the socket it is lost.
    /// </summary>
    KernelResult SendMessages(int socket, OutgoingMessage* messages, int count, SendFlags flags);

    /// <summary>getsockopt(2) of UDP_SEGMENT: fails where the kernel, or this kind of socket, cannot cut messages.</summary>
    KernelResult GetSegmentSize(int socket);

    /// <summary>getsockopt(2) of SO_SNDBUF. The value is in bytes, the kernel's own share included.</summary>
    KernelResult GetSendBuffer(int socket);

    /// <summary>sendfile(2) from <paramref name="offset"/> of the file; its own position is neither used nor moved.</summary>
    KernelResult SendFile(int socket, int file, long offset, nuint count);

    /// <summary>setsockopt(2) of TCP_CORK. Taking the cork off pushes what waits, whoever had put it on.</summary>
    KernelResult SetCork(int socket, bool corked);

    /// <summary>shutdown(2) of the sending side: the peer reads an end of the stream after what was sent before.</summary>
    KernelResult ShutdownSending(int socket);

    /// <summary>getsockopt(2) of TCP_INFO. The value is a <see cref="TcpState"/>. Fails on what is no TCP socket.</summary>
    KernelResult GetTcpState(int socket);

    /// <summary>getsockopt(2) of SO_ERROR: takes the error that waits on the socket. The value is an <see cref="Errno"/>.</summary>
    KernelResult TakeError(int socket);

    /// <summary>epoll_create1(2).</summary>
    KernelResult CreateEpoll();

    /// <summary>epoll_ctl(2).</summary>
    KernelResult ControlEpoll(int epoll, EpollOperation operation, int descriptor, EpollEvents events, ulong data);

    /// <summary>epoll_wait(2). The value is the number of events written.</summary>
    KernelResult WaitEpoll(int epoll, Span<ReadyEvent> events, int timeoutMilliseconds);

    /// <summary>eventfd(2), non-blocking.</summary>
    KernelResult CreateEvent();

    /// <summary>write(2) of 1 to an eventfd: its descriptor becomes readable.</summary>
    KernelResult SignalEvent(int descriptor);

    /// <summary>read(2) of an eventfd: it is no longer readable.</summary>
    KernelResult DrainEvent(int descriptor);
}
