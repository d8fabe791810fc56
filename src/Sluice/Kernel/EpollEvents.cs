namespace Sluice.Kernel;

/// <summary>Events of epoll(7).</summary>
[Flags]
internal enum EpollEvents : uint
{
    None = 0,
    In = 0x1,
    Out = 0x4,
    Error = 0x8,
    HangUp = 0x10,
    OneShot = 1u << 30,
}
