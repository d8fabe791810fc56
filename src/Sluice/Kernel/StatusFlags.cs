namespace Sluice.Kernel;

/// <summary>Flags of statx(2) (include/uapi/linux/fcntl.h).</summary>
[Flags]
internal enum StatusFlags
{
    None = 0,

    /// <summary>AT_STATX_DONT_SYNC: what is known already, without asking a server or a daemon.</summary>
    DontSync = 0x4000,
}
