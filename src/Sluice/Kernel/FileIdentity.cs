namespace Sluice.Kernel;

/// <summary>
/// What tells one file from every other, whatever it is called. The number of an inode alone is used again as soon as its file is gone; the time of
/// birth, where the file system keeps one, tells the two apart.
/// </summary>
/// <param name="FileSystem">The device number of its file system.</param>
/// <param name="Inode">Its number there.</param>
/// <param name="Birth">When it was made, in nanoseconds since 1970; 0 where that is not kept.</param>
internal readonly record struct FileIdentity(ulong FileSystem, ulong Inode, long Birth)
{
    /// <summary>A device number as this package writes it: major and minor, as /proc/self/mountinfo tells them.</summary>
    public static ulong Device(uint major, uint minor) => ((ulong)major << 32) | minor;
}
