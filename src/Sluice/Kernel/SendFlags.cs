namespace Sluice.Kernel;

/// <summary>Flags of sendmsg(2) (include/linux/socket.h).</summary>
[Flags]
internal enum SendFlags
{
    None = 0,
    DontWait = 0x40,
    NoSignal = 0x4000,
    More = 0x8000,
}
