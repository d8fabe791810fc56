using System.Runtime.InteropServices;

namespace Sluice.Kernel;

/// <summary>struct epoll_event on x86-64, where the kernel packs it to 12 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct EpollEventPacked
{
    public EpollEvents Events;
    public ulong Data;
}
