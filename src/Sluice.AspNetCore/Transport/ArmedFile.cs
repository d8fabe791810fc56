using Microsoft.Win32.SafeHandles;

namespace Sluice.AspNetCore.Transport;

/// <summary>A range of a file that the next write stands for.</summary>
/// <param name="File">Open until the flush that follows the write has ended.</param>
/// <param name="Offset">First byte, from the start of the file.</param>
/// <param name="Count">Bytes, at most <see cref="VirtualRegion.Size"/>.</param>
/// <param name="Ahead">Bytes of the file behind the range that are sent along with it, before they are written: the next writes must stand for them.</param>
internal readonly record struct ArmedFile(SafeFileHandle File, long Offset, int Count, long Ahead = 0);
