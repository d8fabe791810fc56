using System.Runtime.InteropServices;

namespace Sluice.Kernel;

/// <summary>struct msghdr of the 64-bit C libraries: what sendmsg(2) is given.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MessageHeader
{
    public void* Name;
    public uint NameLength;
    public IoVector* Vectors;
    public nuint VectorCount;
    public void* Control;
    public nuint ControlLength;
    public int Flags;
}
