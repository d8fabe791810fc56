using System.Runtime.InteropServices;

namespace Sluice.Kernel;

/// <summary>struct statx (include/uapi/linux/stat.h): the same on every architecture, unlike struct stat.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct StatxBuffer
{
    [FieldOffset(0)] public uint Mask;
    [FieldOffset(16)] public uint Links;
    [FieldOffset(28)] public ushort Mode;
    [FieldOffset(32)] public ulong Inode;
    [FieldOffset(40)] public ulong Size;
    [FieldOffset(80)] public long BirthSeconds;
    [FieldOffset(88)] public uint BirthNanoseconds;
    [FieldOffset(136)] public uint DeviceMajor;
    [FieldOffset(140)] public uint DeviceMinor;

    public readonly FileIdentity Identity => new(FileIdentity.Device(DeviceMajor, DeviceMinor), Inode, (BirthSeconds * 1_000_000_000) + BirthNanoseconds);
}
