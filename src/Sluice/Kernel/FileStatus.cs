namespace Sluice.Kernel;

/// <summary>What statx(2) says of a file, as far as a sender asks.</summary>
internal readonly record struct FileStatus(uint Mode, uint Links, long Size, FileIdentity Identity)
{
    private const uint TypeMask = 0xF000;

    public FileKind Kind => (FileKind)(Mode & TypeMask);
}
