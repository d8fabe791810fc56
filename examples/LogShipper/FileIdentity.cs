using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LogShipper;

/// <summary>What a file is, whatever its name: its inode, and when it was born, for numbers of inodes are used again.</summary>
/// <param name="Inode">The number of the inode.</param>
/// <param name="Born">Nanoseconds since 1970; 0 where the file system does not know.</param>
internal readonly partial record struct FileIdentity(ulong Inode, long Born)
{
    // Of linux/fcntl.h and linux/stat.h.
    private const int CurrentFolder = -100;
    private const int ThatDescriptor = 0x1000;
    private const uint InodeAndBirth = 0x100 | 0x800;

    /// <summary>The file that is open.</summary>
    public static FileIdentity Of(SafeFileHandle file)
    {
        Span<byte> status = stackalloc byte[256];
        return GetStatus(file, "", ThatDescriptor, InodeAndBirth, status) == 0 ? Read(status) : throw new IOException(new Win32Exception().Message);
    }

    /// <summary>The file that has this name just now; null where none has.</summary>
    public static FileIdentity? Of(string path)
    {
        Span<byte> status = stackalloc byte[256];
        return GetStatus(CurrentFolder, path, 0, InodeAndBirth, status) == 0 ? Read(status) : null;
    }

    // The fields lie at the same places on every architecture.
    private static FileIdentity Read(ReadOnlySpan<byte> status) => new(
        BitConverter.ToUInt64(status[32..]),
        BitConverter.ToInt64(status[80..]) * 1_000_000_000 + BitConverter.ToUInt32(status[88..]));

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int GetStatus(SafeFileHandle folder, string path, int flags, uint mask, Span<byte> status);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int GetStatus(int folder, string path, int flags, uint mask, Span<byte> status);
}
