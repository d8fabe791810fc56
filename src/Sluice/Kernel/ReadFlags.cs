namespace Sluice.Kernel;

/// <summary>Flags of preadv2(2) (include/uapi/linux/fs.h).</summary>
[Flags]
internal enum ReadFlags
{
    None = 0,

    /// <summary>RWF_NOWAIT: EAGAIN instead of waiting for a disk; EOPNOTSUPP where the file system cannot promise that.</summary>
    NoWait = 0x8,
}
