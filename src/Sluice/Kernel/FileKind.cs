namespace Sluice.Kernel;

/// <summary>The type bits of st_mode (include/uapi/linux/stat.h).</summary>
internal enum FileKind : uint
{
    Fifo = 0x1000,
    CharacterDevice = 0x2000,
    Directory = 0x4000,
    BlockDevice = 0x6000,
    Regular = 0x8000,
    Link = 0xA000,
    Socket = 0xC000,
}
