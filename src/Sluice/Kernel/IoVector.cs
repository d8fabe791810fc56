using System.Runtime.InteropServices;

namespace Sluice.Kernel;

/// <summary>struct iovec: one piece of a gathered send.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct IoVector
{
    public byte* Base;
    public nuint Length;
}
