using Microsoft.Win32.SafeHandles;
using Sluice.Files;
using Sluice.Kernel;
using Sluice.Planning;

namespace Sluice.Portable;

/// <summary>Files by the framework's own calls.</summary>
internal sealed class PortableFiles : OpenFiles
{
    public override IReadOnlyList<string>? Expand(string path) => Wildcard.Expand(path, IsRegular);

    public override ByteProbe HasByteAt(int file, long offset)
    {
        Span<byte> probe = stackalloc byte[1];
        return RandomAccess.Read(HandleOf(this[file]), probe, offset) == 1 ? ByteProbe.Yes : ByteProbe.No;
    }

    /// <summary>The handle of a file of this table.</summary>
    public static SafeFileHandle HandleOf(in OpenFile file) => (SafeFileHandle)file.Handle!;

    private static bool IsRegular(string path) =>
        LinuxKernel.IsSupported ? FileOpener.IsRegular(LinuxKernel.Instance, path) : File.Exists(path);

    protected override OpenFile? OpenPath(string path)
    {
        if (Directory.Exists(path))
            throw FileErrors.NotRegular(FileKind.Directory, path);

        // The framework's open would wait for a FIFO's writer. Only the kernel tells what a path is before it is opened; where this
        // package has no kernel room (macOS), that wait is a documented limit.
        if (File.Exists(path) && !IsRegular(path))
            throw FileErrors.NotRegular(default, path);
        return new OpenFile
        {
            Descriptor = -1,
            Handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete),
            Path = path,
            IsOwned = true,
        };
    }

    protected override OpenFile Borrow(SafeFileHandle handle)
    {
        bool acquired = false;
        try
        {
            handle.DangerousAddRef(ref acquired);
        }
        catch (ObjectDisposedException)
        {
            throw FileErrors.Closed();
        }

        return new OpenFile { Descriptor = -1, Handle = handle };
    }

    protected override long Measure(in OpenFile file)
    {
        try
        {
            return RandomAccess.GetLength(HandleOf(file));
        }
        catch (NotSupportedException)
        {
            throw FileErrors.NotRegular(default, file.Path);
        }
    }

    protected override void Close(in OpenFile file)
    {
        if (file.IsOwned)
            file.Handle!.Dispose();
        else
            file.Handle!.DangerousRelease();
    }
}
