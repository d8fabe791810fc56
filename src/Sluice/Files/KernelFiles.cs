using Microsoft.Win32.SafeHandles;
using Sluice.Kernel;
using Sluice.Planning;

namespace Sluice.Files;

/// <summary>Files by the kernel room's calls: plain descriptors, so that a warm send by path allocates nothing.</summary>
internal sealed class KernelFiles : OpenFiles
{
    private readonly IKernel _kernel;
    private readonly Func<string, bool> _isRegular;

    public KernelFiles(IKernel kernel)
    {
        _kernel = kernel;
        _isRegular = match => FileOpener.IsRegular(kernel, match);
    }

    public override IReadOnlyList<string>? Expand(string path) => Wildcard.Expand(path, _isRegular);

    public override unsafe ByteProbe HasByteAt(int file, long offset)
    {
        byte probe;
        KernelResult result = _kernel.Read(this[file].Descriptor, &probe, 1, offset, MayWait ? ReadFlags.None : ReadFlags.NoWait);
        if (!MayWait && result.Error is Errno.Again or Errno.NotSupported)
            return ByteProbe.MustWait;

        // An offset that no file can have is none of this one's; anything else is not to be taken for an empty file.
        if (!result.Succeeded && result.Error is not (Errno.Invalid or Errno.Overflow))
            throw FileErrors.Unreadable(result.Error, this[file].Name, offset);
        return result.Value == 1 ? ByteProbe.Yes : ByteProbe.No;
    }

    protected override OpenFile? OpenPath(string path)
    {
        int descriptor = MayWait ? FileOpener.Open(_kernel, path) : FileOpener.OpenCached(_kernel, path);
        return descriptor < 0 ? null : new OpenFile { Descriptor = descriptor, Path = path, IsOwned = true };
    }

    protected override OpenFile Borrow(SafeFileHandle handle) => HandleReference.TryAcquire(handle, out int descriptor)
        ? new OpenFile { Descriptor = descriptor, Handle = handle }
        : throw FileErrors.Closed();

    protected override long Measure(in OpenFile file)
    {
        KernelResult result = _kernel.GetStatus(file.Descriptor, out FileStatus status);
        if (!result.Succeeded)
            throw FileErrors.Describe(result.Error, file.Path);
        return status.Kind == FileKind.Regular ? status.Size : throw FileErrors.NotRegular(status.Kind, file.Path);
    }

    protected override void Close(in OpenFile file)
    {
        if (file.IsOwned)
            _kernel.Close(file.Descriptor);
        else
            file.Handle!.DangerousRelease();
    }
}
