using Microsoft.Win32.SafeHandles;
using Sluice.Kernel;

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

    public override unsafe bool HasByteAt(int file, long offset)
    {
        byte probe;
        KernelResult result = _kernel.Read(this[file].Descriptor, &probe, 1, offset);

        // An offset that no file can have is none of this one's; anything else is not to be taken for an empty file.
        return result.Succeeded || result.Error is Errno.Invalid or Errno.Overflow
            ? result.Value == 1
            : throw FileErrors.Unreadable(result.Error, this[file].Name, offset);
    }

    protected override OpenFile OpenPath(string path) =>
        new() { Descriptor = FileOpener.Open(_kernel, path), Path = path, IsOwned = true };

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
