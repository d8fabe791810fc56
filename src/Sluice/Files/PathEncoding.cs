using System.Text;

namespace Sluice.Files;

/// <summary>
/// Paths as the kernel has them. Names on Linux are bytes, and not all of them are UTF-8; a byte that is not is written in a string as U+DC80 to U+DCFF, a
/// half of a surrogate pair that no text contains, and comes back as that byte (the way of Python's PEP 383).
/// </summary>
internal static class PathEncoding
{
    private const char FirstEscape = '\uDC80';
    private const char LastEscape = '\uDCFF';
    private const int EscapeBase = 0xDC00;

    public static int MostBytes(string path) => Encoding.UTF8.GetMaxByteCount(path.Length);

    /// <summary>The bytes of a path. Returns how many there are.</summary>
    public static int Encode(ReadOnlySpan<char> path, Span<byte> bytes)
    {
        int written = 0;
        while (true)
        {
            int escape = IndexOfEscape(path);
            while (escape > 0 && char.IsHighSurrogate(path[escape - 1]))
            {
                // The second half of a pair: a character like any other.
                int next = IndexOfEscape(path[(escape + 1)..]);
                escape = next < 0 ? -1 : escape + 1 + next;
            }

            written += Encoding.UTF8.GetBytes(escape < 0 ? path : path[..escape], bytes[written..]);
            if (escape < 0)
                return written;
            bytes[written++] = (byte)(path[escape] - EscapeBase);
            path = path[(escape + 1)..];
        }
    }

    /// <summary>The string of a name.</summary>
    public static string Decode(ReadOnlySpan<byte> name)
    {
        StringBuilder? odd = null;
        while (true)
        {
            int valid = ValidPrefix(name);
            if (odd is null && valid == name.Length)
                return Encoding.UTF8.GetString(name);
            odd ??= new StringBuilder();
            odd.Append(Encoding.UTF8.GetString(name[..valid]));
            if (valid == name.Length)
                return odd.ToString();
            odd.Append((char)(EscapeBase + name[valid]));
            name = name[(valid + 1)..];
        }
    }

    // The framework's own search allocates 96 bytes a call until the JIT has compiled it anew, and paths are short.
    private static int IndexOfEscape(ReadOnlySpan<char> path)
    {
        for (int i = 0; i < path.Length; i++)
        {
            if (path[i] is >= FirstEscape and <= LastEscape)
                return i;
        }

        return -1;
    }

    private static int ValidPrefix(ReadOnlySpan<byte> name)
    {
        int valid = 0;
        while (valid < name.Length && Rune.DecodeFromUtf8(name[valid..], out _, out int consumed) == System.Buffers.OperationStatus.Done)
            valid += consumed;
        return valid;
    }
}
