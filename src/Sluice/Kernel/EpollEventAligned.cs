using System.Runtime.InteropServices;

namespace Sluice.Kernel;

/// <summary>struct epoll_event on arm64 and all others, 16 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct EpollEventAligned
{
    public EpollEvents Events;
    public ulong Data;
}
