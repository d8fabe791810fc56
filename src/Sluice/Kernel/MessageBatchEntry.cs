using System.Runtime.InteropServices;

namespace Sluice.Kernel;

/// <summary>struct mmsghdr: one message of sendmmsg(2).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MessageBatchEntry
{
    public MessageHeader Header;

    /// <summary>Set by the kernel: the bytes of the message that it took.</summary>
    public uint Length;
}
