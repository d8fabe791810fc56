using Sluice.Kernel;
using Sluice.TestSupport.Simulation;

namespace Sluice.TestSupport.Faults;

/// <summary>
/// What every kind of call can come to, by its manual page and, where that is silent, by what file systems, filters (seccomp(2)) and networks answer. Not in the
/// table are errors that only a wrong argument brings about (EFAULT, EBADF, ENOTSOCK, most of EINVAL): the simulated kernel reports the calls that would meet them.
/// </summary>
internal static class FaultTable
{
    // open(2), openat2(2): the path, the right, the descriptors, the memory, the disk, the network behind it. EINTR while a slow file system looks the path up.
    private static readonly Trouble[] Opening =
    [
        Errno.Interrupted, Errno.NoEntry, Errno.AccessDenied, Errno.NotPermitted, Errno.NotDirectory, Errno.IsDirectory, Errno.TooManyLinks, Errno.NameTooLong,
        Errno.TooManyOpenFiles, Errno.TooManyOpenFilesInSystem, Errno.NoMemory, Errno.InputOutput, Errno.NoSuchDevice, Codes.NoDevice, Errno.Overflow, Errno.Stale,
        Errno.TimedOut, Errno.HostDown,
    ];

    // RESOLVE_CACHED adds EAGAIN; a kernel before 5.6 has no such call, one before 5.12 not this flag, and a filter may refuse what it does not know.
    private static readonly Trouble[] CachedOpening = [.. Opening, Errno.Again, Errno.NotImplemented, Errno.Invalid];

    // statx(2) of an open descriptor: what a server or a daemon answers.
    private static readonly Trouble[] Examining =
        [Errno.Interrupted, Errno.NoEntry, Errno.AccessDenied, Errno.NotPermitted, Errno.NoMemory, Errno.InputOutput, Errno.Stale, Errno.NotImplemented, Errno.TimedOut];

    // close(2): the descriptor is gone whatever it says; the late errors are those of writes that others made.
    private static readonly Trouble[] Closing = [Errno.Interrupted, Errno.InputOutput, Errno.NoSpace, Codes.QuotaExceeded];

    // preadv2(2). ENXIO is of devices, EISDIR of folders; a network file system adds its own.
    private static readonly Trouble[] Reading =
    [
        Errno.Interrupted, Shortness.ByOne, Shortness.ByHalf, Errno.InputOutput, Errno.NoMemory, Errno.NoBuffers, Errno.Stale, Errno.AccessDenied, Errno.TimedOut,
        Codes.RemoteInputOutput,
    ];

    // RWF_NOWAIT adds that it would wait, and that the file system cannot promise not to.
    private static readonly Trouble[] ReadingWithoutWaiting = [.. Reading, Errno.Again, Errno.NotSupported];

    // cachestat(2): not there before 6.5, not for huge pages, refused by filters or for files of others.
    private static readonly Trouble[] Counting = [Errno.NotImplemented, Errno.NotPermitted, Errno.NotSupported, Errno.Invalid];

    // posix_fadvise(2): advice, which may be refused.
    private static readonly Trouble[] Advising = [Errno.Invalid, Errno.IllegalSeek, Errno.NotImplemented, Errno.NoMemory];

    // sendfile(2) to /dev/null.
    private static readonly Trouble[] Populating =
        [Errno.Interrupted, Shortness.ByOne, Shortness.ByHalf, Errno.Again, Errno.InputOutput, Errno.NoMemory, Errno.Invalid, Errno.NotImplemented, Errno.Overflow, Errno.Stale];

    // getdents64(2): the folder is gone, or its disk.
    private static readonly Trouble[] Listing = [Errno.Interrupted, Errno.NoEntry, Errno.InputOutput, Errno.NoMemory, Errno.AccessDenied, Errno.Stale];

    // fstatfs(2).
    private static readonly Trouble[] AskingType = [Errno.Interrupted, Errno.InputOutput, Errno.NoMemory, Errno.NotImplemented, Errno.Overflow];

    // What ends a connection, or a path of the network: send(2), tcp(7), ip(7), unix(7); EPERM is a firewall's.
    private static readonly Trouble[] Broken =
    [
        Errno.BrokenPipe, Errno.ConnectionReset, Errno.NotConnected, Errno.TimedOut, Errno.NetworkDown, Errno.NetworkUnreachable, Errno.HostUnreachable, Errno.HostDown,
        Errno.ConnectionAborted, Errno.NotPermitted, Errno.AccessDenied, Errno.NoMemory, Codes.Protocol,
    ];

    // sendmsg(2) of a stream.
    private static readonly Trouble[] SendingStream =
        [Errno.Interrupted, Errno.Again, Shortness.ByOne, Shortness.ByHalf, .. Broken, Errno.NoBuffers, Errno.Invalid, Errno.NotSupported, Errno.InputOutput, Errno.DestinationRequired];

    // sendfile(2): the errors of both of its ends alike, and EINVAL, ENOSYS, EOPNOTSUPP where this file cannot be spliced.
    private static readonly Trouble[] SendingFile =
        [.. SendingStream, Errno.NotImplemented, Errno.Overflow, Errno.IllegalSeek, Errno.Stale, Codes.FileTooLarge];

    // sendmsg(2) of a datagram: whole or not at all. ECONNREFUSED is an earlier one's.
    private static readonly Trouble[] SendingDatagram =
        [Errno.Interrupted, Errno.Again, .. Broken, Errno.NoBuffers, Errno.ConnectionRefused, Errno.MessageTooLong, Errno.Invalid, Errno.InputOutput, Errno.NotSupported, Errno.DestinationRequired];

    // sendmmsg(2): fewer messages than asked for, too.
    private static readonly Trouble[] SendingDatagrams = [.. SendingDatagram, Shortness.ByOne, Shortness.ByHalf];

    // getsockopt(2): not TCP, not UDP, not known.
    private static readonly Trouble[] AskingOption = [Errno.NoProtocolOption, Errno.NotSupported, Errno.Invalid];

    // epoll_create1(2), eventfd(2).
    private static readonly Trouble[] Creating = [Errno.TooManyOpenFiles, Errno.TooManyOpenFilesInSystem, Errno.NoMemory];

    // epoll_ctl(2): memory, and max_user_watches. EEXIST and ENOENT tell of a state, which the simulated kernel has itself.
    private static readonly Trouble[] Registering = [Errno.NoMemory, Errno.NoSpace];

    /// <summary>What a call can come to.</summary>
    public static IReadOnlyList<Trouble> Of(KernelCall call, bool isDatagram) => call.Kind switch
    {
        CallKind.Open => call.IsNoWait ? CachedOpening : Opening,
        CallKind.GetStatus or CallKind.GetPathStatus => Examining,
        CallKind.Close => Closing,
        CallKind.Read => call.IsNoWait ? ReadingWithoutWaiting : Reading,
        CallKind.Peek => ReadingWithoutWaiting,
        CallKind.CountCachedPages => Counting,
        CallKind.Prefetch or CallKind.Discard => Advising,
        CallKind.Populate => Populating,
        CallKind.ReadFolder => Listing,
        CallKind.GetFileSystem => AskingType,
        CallKind.Send => isDatagram ? SendingDatagram : SendingStream,
        CallKind.SendMessage => SendingDatagram,
        CallKind.SendMessages => SendingDatagrams,
        CallKind.SendFile => SendingFile,
        CallKind.GetSegmentSize or CallKind.GetSendBuffer or CallKind.GetTcpState => AskingOption,

        // Only a peer that is gone (shutdown(2)).
        CallKind.ShutdownSending => [Errno.NotConnected],

        // tcp(7): a kind of socket that has no cork. What took it on also takes it off: nothing there can fail.
        CallKind.SetCork => call.Corked ? [Errno.NoProtocolOption, Errno.NotSupported] : [],
        CallKind.CreateEpoll or CallKind.CreateEvent => Creating,
        CallKind.ControlEpoll => Registering,
        CallKind.WaitEpoll => [Errno.Interrupted],

        // read(2) of an eventfd that somebody has read already.
        CallKind.DrainEvent => [Errno.Again],

        // write(2) of 1 to an eventfd that does not block fails at 2^64 - 2 only, and is readable then. SO_ERROR is always there to be read.
        _ => [],
    };
}
