using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sluice.Kernel;

/// <summary>The real kernel, through libc. Stateless and callable from any thread; 64-bit Linux only.</summary>
internal sealed unsafe partial class LinuxKernel : IKernel
{
    /// <summary>SOCK_CLOEXEC's twin for epoll_create1(2) and eventfd(2).</summary>
    private const int CloseOnExec = 0x80000;

    private const int NonBlocking = 0x800;
    private const int WorkingDirectory = -100;
    private const int EmptyPath = 0x1000;
    private const uint StatxTypeModeLinksInodeSizeAndBirth = 0x1 | 0x2 | 0x4 | 0x100 | 0x200 | 0x800;
    private const ulong ResolveNoMagicLinks = 0x02;
    private const ulong ResolveNoSymlinks = 0x04;
    private const ulong ResolveBeneath = 0x08;
    private const ulong ResolveCached = 0x20;
    private const int WillNeed = 3;
    private const int DontNeed = 4;

    private const int ProtocolTcp = 6;
    private const int TcpCork = 3;
    private const int TcpInfo = 11;
    private const int SocketLevel = 1;
    private const int SocketErrorOption = 4;
    private const int ShutdownWrite = 1;

    public static LinuxKernel Instance { get; } = new();

    /// <summary>Whether this process can run on it: the layouts of this room are those of 64-bit Linux.</summary>
    public static bool IsSupported =>
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64;

    private static bool PacksEpollEvents => RuntimeInformation.ProcessArchitecture == Architecture.X64;

    public KernelResult Open(byte* path, OpenFlags flags) =>
        Result(LibC.Call(SystemCall.OpenAt, WorkingDirectory, (nint)path, (nint)flags, 0, 0, 0));

    public KernelResult OpenCached(byte* path, OpenFlags flags) => Open(WorkingDirectory, path, flags, ResolveCached);

    public KernelResult OpenCachedWithoutLinks(byte* path, OpenFlags flags) => Open(WorkingDirectory, path, flags, ResolveCached | ResolveNoSymlinks);

    // A link of /proc could leave the folder without a "..".
    public KernelResult OpenBeneath(int folder, byte* path, OpenFlags flags) => Open(folder, path, flags, ResolveBeneath | ResolveNoMagicLinks);

    public KernelResult Close(int descriptor) => Result(LibC.Call(SystemCall.Close, descriptor, 0, 0, 0, 0, 0));

    public KernelResult GetStatus(int descriptor, StatusFlags flags, out FileStatus status)
    {
        byte emptyPath = 0;
        return GetStatus(descriptor, &emptyPath, EmptyPath | (int)flags, out status);
    }

    public KernelResult GetPathStatus(byte* path, out FileStatus status) => GetStatus(WorkingDirectory, path, 0, out status);

    public KernelResult Read(int descriptor, byte* buffer, nuint count, long offset, ReadFlags flags)
    {
        if (flags == ReadFlags.None)
            return Result(LibC.Call(SystemCall.PRead, descriptor, (nint)buffer, (nint)count, (nint)offset, 0, 0));
        IoVector vector = new() { Base = buffer, Length = count };

        // The offset comes in two halves, of which 64-bit kernels read the first alone.
        return Result(LibC.Call(SystemCall.PReadVector2, descriptor, (nint)(&vector), 1, (nint)offset, 0, (nint)flags));
    }

    public KernelResult CountCachedPages(int descriptor, long offset, long count)
    {
        CacheRange range = new() { Offset = (ulong)offset, Length = (ulong)count };
        CacheStatistics statistics;
        KernelResult result = Result(LibC.Call(SystemCall.CacheStat, descriptor, (nint)(&range), (nint)(&statistics), 0, 0, 0));
        return result.Succeeded ? KernelResult.Success((long)statistics.Cached) : result;
    }

    public KernelResult Prefetch(int descriptor, long offset, long count) => Advise(descriptor, offset, count, WillNeed);

    public KernelResult Populate(int descriptor, long offset, nuint count)
    {
        KernelResult sink = NullDevice.Descriptor;
        return sink.Succeeded ? SendFile((int)sink.Value, descriptor, offset, count) : sink;
    }

    public KernelResult Discard(int descriptor, long offset, long count) => Advise(descriptor, offset, count, DontNeed);

    public KernelResult ReadFolder(int descriptor, byte* buffer, nuint count) =>
        Result(LibC.Call(SystemCall.GetDirectoryEntries, descriptor, (nint)buffer, (nint)count, 0, 0, 0));

    public KernelResult GetFileSystem(int descriptor)
    {
        FileSystemBuffer buffer;
        KernelResult result = Result(LibC.StatFileSystem(descriptor, &buffer));
        return result.Succeeded ? KernelResult.Success(buffer.Type) : result;
    }

    public KernelResult Send(int socket, IoVector* vectors, int count, SendFlags flags)
    {
        // sendto(2) spares the kernel the copy of a header and of its vectors.
        if (count == 1)
            return Result(LibC.Call(SystemCall.SendTo, socket, (nint)vectors->Base, (nint)vectors->Length, (nint)flags, 0, 0));

        MessageHeader message = new() { Vectors = vectors, VectorCount = (nuint)count };
        return Result(LibC.Call(SystemCall.SendMessage, socket, (nint)(&message), (nint)flags, 0, 0, 0));
    }

    public KernelResult SendFile(int socket, int file, long offset, nuint count) =>
        Result(LibC.SendFile(socket, file, &offset, count));

    public KernelResult SetCork(int socket, bool corked)
    {
        int value = corked ? 1 : 0;
        return Result(LibC.SetSocketOption(socket, ProtocolTcp, TcpCork, &value, sizeof(int)));
    }

    public KernelResult ShutdownSending(int socket) => Result(LibC.Shutdown(socket, ShutdownWrite));

    public KernelResult GetTcpState(int socket)
    {
        // The state is the first byte of struct tcp_info; the kernel fills as much of it as there is room for.
        byte state;
        uint length = sizeof(byte);
        KernelResult result = Result(LibC.GetSocketOption(socket, ProtocolTcp, TcpInfo, &state, &length));
        return result.Succeeded ? KernelResult.Success(state) : result;
    }

    public KernelResult TakeError(int socket)
    {
        int error;
        uint length = sizeof(int);
        KernelResult result = Result(LibC.GetSocketOption(socket, SocketLevel, SocketErrorOption, &error, &length));
        return result.Succeeded ? KernelResult.Success(error) : result;
    }

    public KernelResult CreateEpoll() => Result(LibC.EpollCreate(CloseOnExec));

    public KernelResult ControlEpoll(int epoll, EpollOperation operation, int descriptor, EpollEvents events, ulong data)
    {
        if (PacksEpollEvents)
        {
            EpollEventPacked packed = new() { Events = events, Data = data };
            return Result(LibC.EpollControl(epoll, (int)operation, descriptor, &packed));
        }

        EpollEventAligned aligned = new() { Events = events, Data = data };
        return Result(LibC.EpollControl(epoll, (int)operation, descriptor, &aligned));
    }

    [SkipLocalsInit]
    public KernelResult WaitEpoll(int epoll, Span<ReadyEvent> events, int timeoutMilliseconds)
    {
        // Large enough for either layout; only one of the two loops below survives the JIT.
        EpollEventAligned* buffer = stackalloc EpollEventAligned[events.Length];
        KernelResult result = Result(LibC.EpollWait(epoll, buffer, events.Length, timeoutMilliseconds));
        for (int i = 0; i < result.Value; i++)
        {
            events[i] = PacksEpollEvents
                ? new ReadyEvent(((EpollEventPacked*)buffer)[i].Events, ((EpollEventPacked*)buffer)[i].Data)
                : new ReadyEvent(buffer[i].Events, buffer[i].Data);
        }

        return result;
    }

    public KernelResult CreateEvent() => Result(LibC.EventDescriptor(0, CloseOnExec | NonBlocking));

    public KernelResult SignalEvent(int descriptor)
    {
        ulong one = 1;
        return Result(LibC.Write(descriptor, &one, sizeof(ulong)));
    }

    public KernelResult DrainEvent(int descriptor)
    {
        ulong count;
        return Result(LibC.Read(descriptor, &count, sizeof(ulong)));
    }

    private static KernelResult Open(int folder, byte* path, OpenFlags flags, ulong resolve)
    {
        OpenHow how = new() { Flags = (ulong)flags, Resolve = resolve };
        return Result(LibC.Call(SystemCall.OpenAt2, folder, (nint)path, (nint)(&how), sizeof(OpenHow), 0, 0));
    }

    private static KernelResult Advise(int descriptor, long offset, long count, int advice)
    {
        // Alone among these calls, it returns the error instead of setting errno.
        int error = LibC.Advise(descriptor, offset, count, advice);
        return error == 0 ? KernelResult.Success() : KernelResult.Failure((Errno)error);
    }

    [SkipLocalsInit]
    private static KernelResult GetStatus(int directory, byte* path, int flags, out FileStatus status)
    {
        StatxBuffer buffer;
        KernelResult result = Result(LibC.Statx(directory, path, flags, StatxTypeModeLinksInodeSizeAndBirth, &buffer));
        status = result.Succeeded ? new FileStatus(buffer.Mode, buffer.Links, (long)buffer.Size, buffer.Identity) : default;
        return result;
    }

    private static KernelResult Result(nint value) =>
        value >= 0 ? KernelResult.Success(value) : KernelResult.Failure((Errno)Marshal.GetLastSystemError());
}
