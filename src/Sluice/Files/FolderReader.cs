using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Sluice.Kernel;

namespace Sluice.Files;

/// <summary>
/// The names in a folder, by getdents64(2): as bytes, which the framework's own enumeration makes text of that does not always lead back to the file, and with the
/// kind of each entry, so that matching ten thousand files costs no call for each.
/// </summary>
internal static unsafe class FolderReader
{
    private const int BufferBytes = 32 * 1024;

    // struct linux_dirent64: inode, offset, length of the record, type, name with its NUL.
    private const int LengthAt = 16;
    private const int TypeAt = 18;
    private const int NameAt = 19;

    private const byte TypeUnknown = 0;
    private const byte TypeRegular = 8;
    private const byte TypeLink = 10;

    /// <summary>The names that fit a pattern and are of regular files, links followed.</summary>
    /// <param name="kernel">The kernel to ask.</param>
    /// <param name="folder">The open folder.</param>
    /// <param name="pattern">The pattern.</param>
    /// <param name="isRegular">Tells for a name what its entry does not: where a link leads, or what a file system keeps to itself.</param>
    /// <param name="matches">The names, in the folder's own order.</param>
    [SkipLocalsInit]
    public static KernelResult FindRegular(IKernel kernel, int folder, ReadOnlySpan<char> pattern, Func<string, bool> isRegular, out List<string> matches)
    {
        matches = [];
        byte* buffer = stackalloc byte[BufferBytes];
        while (true)
        {
            KernelResult result = kernel.ReadFolder(folder, buffer, BufferBytes);
            if (!result.Succeeded || result.Value == 0)
                return result;
            ReadOnlySpan<byte> left = new(buffer, (int)result.Value);
            while (!left.IsEmpty)
            {
                int length = BinaryPrimitives.ReadUInt16LittleEndian(left[LengthAt..]);
                ReadOnlySpan<byte> name = left[NameAt..length];
                string text = PathEncoding.Decode(name[..name.IndexOf((byte)0)]);
                byte type = left[TypeAt];
                if (Wildcard.Matches(pattern, text) && (type == TypeRegular || (type is TypeUnknown or TypeLink && isRegular(text))))
                    matches.Add(text);
                left = left[length..];
            }
        }
    }
}
