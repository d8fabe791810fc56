namespace Sluice.Kernel;

/// <summary>
/// Error numbers of Linux, as x86-64 and arm64 share them (include/uapi/asm-generic/errno-base.h and errno.h).
/// Only those that some decision rests on have a name; others travel as plain numbers.
/// </summary>
internal enum Errno
{
    None = 0,
    NotPermitted = 1,
    NoEntry = 2,
    Interrupted = 4,
    InputOutput = 5,
    NoSuchDevice = 6,
    BadDescriptor = 9,
    Again = 11,
    NoMemory = 12,
    AccessDenied = 13,
    Exists = 17,
    CrossDevice = 18,
    NotDirectory = 20,
    IsDirectory = 21,
    Invalid = 22,
    TooManyOpenFilesInSystem = 23,
    TooManyOpenFiles = 24,
    NoSpace = 28,
    IllegalSeek = 29,
    BrokenPipe = 32,
    NameTooLong = 36,
    NotImplemented = 38,
    TooManyLinks = 40,
    Overflow = 75,
    DestinationRequired = 89,
    MessageTooLong = 90,
    NoProtocolOption = 92,
    NotSupported = 95,
    NetworkDown = 100,
    NetworkUnreachable = 101,
    ConnectionAborted = 103,
    ConnectionReset = 104,
    NoBuffers = 105,
    NotConnected = 107,
    Shutdown = 108,
    TimedOut = 110,
    ConnectionRefused = 111,
    HostDown = 112,
    HostUnreachable = 113,
    Stale = 116,
}
