using System.Runtime.InteropServices;

namespace Sluice.AspNetCore.Files;

/// <summary>The fields of struct statx (linux/stat.h) that are looked at, at the offsets that it has on every architecture.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal readonly struct FileStatus
{
    private const int TypeMask = 0xF000;
    private const int Regular = 0x8000;

    [FieldOffset(28)]
    private readonly ushort _mode;

    [FieldOffset(32)]
    private readonly ulong _inode;

    [FieldOffset(40)]
    private readonly ulong _size;

    [FieldOffset(96)]
    private readonly long _changeSeconds;

    [FieldOffset(104)]
    private readonly uint _changeNanoseconds;

    [FieldOffset(136)]
    private readonly ulong _device;

    /// <summary>Bytes.</summary>
    public long Length => (long)_size;

    public bool IsRegular => (_mode & TypeMask) == Regular;

    /// <summary>Whether a path with this status leads to what one with another did: the same inode, whose rights have not changed either.</summary>
    public bool IsSame(in FileStatus other) =>
        _inode == other._inode && _device == other._device && _changeSeconds == other._changeSeconds && _changeNanoseconds == other._changeNanoseconds;
}
