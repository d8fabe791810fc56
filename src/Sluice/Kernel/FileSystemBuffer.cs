using System.Runtime.InteropServices;

namespace Sluice.Kernel;

/// <summary>struct statfs of 64-bit Linux: its first field is all that is read.</summary>
[StructLayout(LayoutKind.Explicit, Size = 120)]
internal struct FileSystemBuffer
{
    [FieldOffset(0)] public long Type;
}
