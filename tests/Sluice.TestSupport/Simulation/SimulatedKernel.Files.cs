using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Sluice.Kernel;

namespace Sluice.TestSupport.Simulation;

/// <content>Files by path.</content>
internal sealed unsafe partial class SimulatedKernel
{
    private const long FuseMagic = 0x65735546;
    private const long ExtMagic = 0xEF53;

    [ThreadStatic]
    private static bool _mayWait;

    private readonly Dictionary<string, SimulatedFile> _paths = new(StringComparer.Ordinal);

    /// <summary>Puts a file at a path, in place of what was there: who has the old one open keeps it.</summary>
    public SimulatedFile AddFile(string path, SimulatedFile file)
    {
        lock (_gate)
            _paths[path] = file;
        return file;
    }

    public SimulatedFile AddFile(string path, byte[] bytes) => AddFile(path, new SimulatedFile(new StoredContent(bytes)));

    /// <summary>A file of any size that takes no memory.</summary>
    public SimulatedFile AddSparseFile(string path, long length, int seed = 1) => AddFile(path, new SimulatedFile(new ComputedContent(length, seed)));

    /// <summary>A file as /proc has them: its size is told as 0, it can be read, and sendfile(2) refuses it or not.</summary>
    public SimulatedFile AddSizelessFile(string path, byte[] bytes, Errno sendFileError = Errno.Invalid) =>
        AddFile(path, new SimulatedFile(new StoredContent(bytes)) { ReportedSize = 0, SendFileError = sendFileError, CannotPeek = true });

    /// <summary>Something that is not a regular file.</summary>
    public SimulatedFile AddSpecial(string path, FileKind kind) => AddFile(path, new SimulatedFile(new StoredContent([])) { Kind = kind });

    /// <summary>Opens a file as a caller of the sender would, who keeps the handle. To be closed by <see cref="CloseByOwner"/>.</summary>
    public SafeFileHandle OpenHandle(SimulatedFile file, out int descriptor)
    {
        lock (_gate)
            descriptor = (int)Allocate(new SimulatedOpenFile(file)).Value;
        return new SafeFileHandle(descriptor, ownsHandle: false);
    }

    /// <summary>Closes a descriptor that belongs to the test and not to the sender: no call is recorded.</summary>
    public void CloseByOwner(int descriptor)
    {
        lock (_gate)
        {
            CloseLocked(new KernelCall(CallKind.Close, descriptor) { Index = -1 }, descriptor);
            Monitor.PulseAll(_gate);
        }
    }

    public KernelResult Open(byte* path, OpenFlags flags)
    {
        string name = Marshal.PtrToStringUTF8((nint)path)!;
        Interception call = Enter(new KernelCall(CallKind.Open, -1) { Path = name });
        if (!call.Fails(out KernelResult result))
        {
            lock (_gate)
                result = OpenLocked(call.Call, name, flags);
        }

        return Leave(call, result);
    }

    public KernelResult OpenBeneath(int folder, byte* path, OpenFlags flags)
    {
        // It has no folders to be beneath of: shares are tested on real ones.
        Interception call = Enter(new KernelCall(CallKind.Open, folder) { Path = Marshal.PtrToStringUTF8((nint)path) });
        return Leave(call, KernelResult.Failure(Errno.NotImplemented));
    }

    public KernelResult GetStatus(int descriptor, StatusFlags flags, out FileStatus status)
    {
        Interception call = Enter(new KernelCall(CallKind.GetStatus, descriptor));
        status = default;
        if (!call.Fails(out KernelResult result))
        {
            lock (_gate)
            {
                SimulatedOpenFile? open = Find<SimulatedOpenFile>(call.Call, descriptor);
                status = open?.File.Status ?? default;
                result = Result(open is null ? Errno.BadDescriptor : open.File.StatusError);
            }
        }

        return Leave(call, result);
    }

    public KernelResult GetPathStatus(byte* path, out FileStatus status)
    {
        string name = Marshal.PtrToStringUTF8((nint)path)!;
        Interception call = Enter(new KernelCall(CallKind.GetPathStatus, -1) { Path = name });
        status = default;
        if (!call.Fails(out KernelResult result))
        {
            lock (_gate)
            {
                SimulatedFile? file = _paths.GetValueOrDefault(name);
                status = file?.Status ?? default;
                result = Result(file is null ? Errno.NoEntry : file.StatusError);
            }
        }

        return Leave(call, result);
    }

    public KernelResult OpenCached(byte* path, OpenFlags flags)
    {
        string name = Marshal.PtrToStringUTF8((nint)path)!;
        Interception call = Enter(new KernelCall(CallKind.Open, -1) { Path = name, IsNoWait = true });
        if (!call.Fails(out KernelResult result))
        {
            lock (_gate)
            {
                result = _paths.TryGetValue(name, out SimulatedFile? file) && file.IsPathCold
                    ? KernelResult.Failure(Errno.Again)
                    : OpenLocked(call.Call, name, flags);
            }
        }

        return Leave(call, result);
    }

    // It has no links.
    public KernelResult OpenCachedWithoutLinks(byte* path, OpenFlags flags) => OpenCached(path, flags);

    public KernelResult Read(int descriptor, byte* buffer, nuint count, long offset, ReadFlags flags)
    {
        bool isNoWait = (flags & ReadFlags.NoWait) != 0;
        CallKind kind = isNoWait && count == 1 ? CallKind.Peek : CallKind.Read;
        Interception call = Enter(new KernelCall(kind, descriptor) { Requested = (long)count, Offset = offset, IsNoWait = isNoWait });
        if (!call.Fails(out KernelResult result))
        {
            lock (_gate)
                result = ReadLocked(call, descriptor, buffer, offset, isNoWait);
        }

        return Leave(call, result);
    }

    public KernelResult CountCachedPages(int descriptor, long offset, long count)
    {
        Interception call = Enter(new KernelCall(CallKind.CountCachedPages, descriptor) { Requested = count, Offset = offset });
        if (!call.Fails(out KernelResult result))
        {
            lock (_gate)
            {
                result = Find<SimulatedOpenFile>(call.Call, descriptor)?.File is { } file
                    ? KernelResult.Success(file.CountCachedPages(offset, count))
                    : KernelResult.Failure(Errno.BadDescriptor);
            }
        }

        return Leave(call, result);
    }

    public KernelResult Prefetch(int descriptor, long offset, long count)
    {
        Interception call = Enter(new KernelCall(CallKind.Prefetch, descriptor) { Requested = count, Offset = offset });
        if (!call.Fails(out KernelResult result))
            result = KernelResult.Success();
        return Leave(call, result);
    }

    public KernelResult Populate(int descriptor, long offset, nuint count)
    {
        Interception call = Enter(new KernelCall(CallKind.Populate, descriptor) { Requested = (long)count, Offset = offset });
        if (!call.Fails(out KernelResult result))
        {
            lock (_gate)
                result = PopulateLocked(call, descriptor, offset);
        }

        return Leave(call, result);
    }

    public KernelResult Discard(int descriptor, long offset, long count)
    {
        Interception call = Enter(new KernelCall(CallKind.Discard, descriptor) { Requested = count, Offset = offset });
        if (!call.Fails(out KernelResult result))
        {
            lock (_gate)
            {
                Find<SimulatedOpenFile>(call.Call, descriptor)?.File.MakeCold(offset, count);
                result = KernelResult.Success();
            }
        }

        return Leave(call, result);
    }

    public KernelResult ReadFolder(int descriptor, byte* buffer, nuint count)
    {
        Interception call = Enter(new KernelCall(CallKind.ReadFolder, descriptor));
        return Leave(call, KernelResult.Failure(Errno.NotDirectory));
    }

    public KernelResult GetFileSystem(int descriptor)
    {
        Interception call = Enter(new KernelCall(CallKind.GetFileSystem, descriptor));
        if (!call.Fails(out KernelResult result))
        {
            lock (_gate)
                result = KernelResult.Success(Find<SimulatedOpenFile>(call.Call, descriptor)?.File.CannotPeek == true ? FuseMagic : ExtMagic);
        }

        return Leave(call, result);
    }

    private static KernelResult Result(Errno error) => error == Errno.None ? KernelResult.Success() : KernelResult.Failure(error);

    private KernelResult OpenLocked(KernelCall call, string name, OpenFlags flags)
    {
        if (!_paths.TryGetValue(name, out SimulatedFile? file))
            return KernelResult.Failure(Errno.NoEntry);
        if (file.OpenError != Errno.None)
            return KernelResult.Failure(file.OpenError);
        if (file.Kind == FileKind.Socket)
            return KernelResult.Failure(Errno.NoSuchDevice);
        if (file.Kind != FileKind.Regular && file.Kind != FileKind.Directory && (flags & OpenFlags.NonBlocking) == 0)
            _misuses.Add(new Misuse(call, $"the open of {file.Kind} '{name}' would block"));
        if ((flags & OpenFlags.CloseOnExec) == 0)
            _misuses.Add(new Misuse(call, $"the descriptor of '{name}' would be inherited"));
        return Allocate(new SimulatedOpenFile(file));
    }

    private KernelResult ReadLocked(Interception call, int descriptor, byte* buffer, long offset, bool isNoWait)
    {
        if (Find<SimulatedOpenFile>(call.Call, descriptor)?.File is not { } file)
            return KernelResult.Failure(Errno.BadDescriptor);
        if (file.ReadError != Errno.None)
            return KernelResult.Failure(file.ReadError);
        if (offset < 0)
            return KernelResult.Failure(Errno.Invalid);
        if (isNoWait && file.CannotPeek)
            return KernelResult.Failure(Errno.NotSupported);
        int count = (int)file.Available(offset, call.Allow(Math.Min(call.Call.Requested, LargestCount)));
        long resident = file.Resident(offset, count);
        if (isNoWait && count > 0 && resident == 0)
            return KernelResult.Failure(Errno.Again);
        if (isNoWait)
            count = (int)resident;
        else if (resident < count)
            WaitForDisk(call.Call, file, offset, count);
        if (count > 0)
            file.Content.CopyTo(offset, new Span<byte>(buffer, count));
        return KernelResult.Success(count);
    }

    private KernelResult PopulateLocked(Interception call, int descriptor, long offset)
    {
        if (Find<SimulatedOpenFile>(call.Call, descriptor)?.File is not { } file)
            return KernelResult.Failure(Errno.BadDescriptor);
        if (file.ReadError != Errno.None)
            return KernelResult.Failure(file.ReadError);
        long count = file.Available(offset, call.Allow(call.Call.Requested));

        // Even where nothing is missing: the kernel reads ahead from here on, and may wait to be let.
        WaitForDisk(call.Call, file, offset, count);
        return KernelResult.Success(count);
    }

    /// <summary>Runs what may wait for a disk; elsewhere a wait is a misuse.</summary>
    public static bool RunWhereItMayWait(Func<bool> step)
    {
        _mayWait = true;
        try
        {
            return step();
        }
        finally
        {
            _mayWait = false;
        }
    }

    private void WaitForDisk(KernelCall call, SimulatedFile file, long offset, long count)
    {
        if (!_mayWait)
            _misuses.Add(new Misuse(call, "the call would wait for a disk"));
        file.Warm(offset, count);
    }
}
