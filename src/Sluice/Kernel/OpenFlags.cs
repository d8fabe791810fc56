namespace Sluice.Kernel;

/// <summary>Flags of openat(2) that are the same on x86-64 and arm64.</summary>
[Flags]
internal enum OpenFlags
{
    ReadOnly = 0,
    WriteOnly = 0x1,
    NoControllingTerminal = 0x100,
    NonBlocking = 0x800,
    CloseOnExec = 0x80000,

    /// <summary>O_PATH: the place alone, without asking its file system to open anything.</summary>
    PathOnly = 0x200000,
}
