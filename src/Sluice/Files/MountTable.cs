using System.Text;
using Sluice.Kernel;

namespace Sluice.Files;

/// <summary>
/// What is mounted where: which paths lead to daemons and networks, and where SMB shares are. Read anew once a second at most; reading it asks no
/// file system anything and allocates nothing while nothing changes.
/// </summary>
internal sealed unsafe class MountTable
{
    private const int RefreshMilliseconds = 1000;
    private const int FirstBufferBytes = 16 * 1024;

    private readonly IKernel? _kernel;
    private readonly Lock _gate = new();
    private volatile MountSnapshot _current = MountSnapshot.Empty;
    private byte[] _last = [];
    private byte[] _next = [];
    private int _lastLength;
    private long _refreshAt;

    /// <param name="kernel">Whose mounts; null for none.</param>
    public MountTable(IKernel? kernel) => _kernel = kernel;

    /// <summary>The mounts at this moment; none where none waits for a daemon or a network.</summary>
    public IReadOnlyList<Mount> ReadNow()
    {
        Refresh(Environment.TickCount64);
        return _current.Mounts;
    }

    /// <summary>The mounts as they were a second ago at the earliest.</summary>
    public MountSnapshot Current()
    {
        if (_kernel is null)
            return MountSnapshot.Empty;
        long now = Environment.TickCount64;
        if (now >= Interlocked.Read(ref _refreshAt))
            Refresh(now);
        return _current;
    }

    /// <summary>
    /// Whether a mount table has any file system that waits for a daemon or a network, seen or hidden. Most have none, and are not to be taken apart in the first send of a process,
    /// which would spend a third of its time on that.
    /// </summary>
    public static bool HasRemote(ReadOnlySpan<byte> table)
    {
        while (!table.IsEmpty)
        {
            ReadOnlySpan<byte> line = TakeLine(ref table);

            // Blanks within a field are written as numbers: the first of these ends the optional fields.
            int dash = line.IndexOf(" - "u8);
            if (dash < 0)
                continue;
            ReadOnlySpan<byte> type = line[(dash + 3)..];
            int typeEnd = type.IndexOf((byte)' ');
            if (Mount.IsRemoteType(Encoding.ASCII.GetString(typeEnd < 0 ? type : type[..typeEnd])))
                return true;
        }

        return false;
    }

    /// <summary>The lines of a mount table.</summary>
    public static IReadOnlyList<Mount> Parse(ReadOnlySpan<byte> table)
    {
        List<Mount> mounts = [];
        while (!table.IsEmpty)
        {
            if (ParseLine(PathEncoding.Decode(TakeLine(ref table))) is { } mount)
                mounts.Add(mount);
        }

        // What is mounted over another mount, or over a folder above it, hides it. From the last one on, so that each asks for the folders above it once. Strings, though each
        // question makes some: a lookup by span is compiled at the first send of a process, and a table is read seldom.
        HashSet<string> later = [];
        for (int i = mounts.Count - 1; i >= 0; i--)
        {
            bool isHidden = IsAtOrBelowAny(mounts[i].Point, later);
            later.Add(mounts[i].Point);
            if (isHidden)
                mounts[i] = null!;
        }

        mounts.RemoveAll(static mount => mount is null);
        return mounts;
    }

    private static ReadOnlySpan<byte> TakeLine(ref ReadOnlySpan<byte> table)
    {
        int end = table.IndexOf((byte)'\n');
        ReadOnlySpan<byte> line = end < 0 ? table : table[..end];
        table = end < 0 ? [] : table[(end + 1)..];
        return line;
    }

    // As Mount.Contains has it, for all of them at once.
    private static bool IsAtOrBelowAny(string point, HashSet<string> points)
    {
        for (int i = 0; i < point.Length; i++)
        {
            if (point[i] == '/' && (points.Contains(point[..i]) || points.Contains(point[..(i + 1)])))
                return true;
        }

        return points.Contains(point);
    }

    // proc_pid_mountinfo(5): number, parent, major:minor, root, point, options, optional fields up to "-", type, source, options.
    private static Mount? ParseLine(string line)
    {
        string[] fields = line.Split(' ');
        int dash = Array.IndexOf(fields, "-");
        if (dash < 6 || fields.Length < dash + 3)
            return null;
        string[] device = fields[2].Split(':');
        return device.Length == 2 && uint.TryParse(device[0], out uint major) && uint.TryParse(device[1], out uint minor)
            ? new Mount(FileIdentity.Device(major, minor), Unescape(fields[3]), Unescape(fields[4]), fields[dash + 1], Unescape(fields[dash + 2]))
            : null;
    }

    // Blanks, tabs, newlines and backslashes are written as a backslash and three octal digits. What is no such thing stays as it is: some file systems write
    // their own sources, and do not know of it.
    private static string Unescape(string field)
    {
        if (!field.Contains('\\'))
            return field;
        StringBuilder text = new(field.Length);
        for (int i = 0; i < field.Length; i++)
        {
            if (field[i] == '\\' && i + 3 < field.Length && IsOctal(field[i + 1]) && IsOctal(field[i + 2]) && IsOctal(field[i + 3]))
            {
                text.Append((char)(((field[i + 1] - '0') << 6) | ((field[i + 2] - '0') << 3) | (field[i + 3] - '0')));
                i += 3;
            }
            else
            {
                text.Append(field[i]);
            }
        }

        return text.ToString();
    }

    private static bool IsOctal(char digit) => digit is >= '0' and <= '7';

    private void Refresh(long now)
    {
        if (_kernel is null)
            return;
        lock (_gate)
        {
            Interlocked.Exchange(ref _refreshAt, now + RefreshMilliseconds);

            // A table that cannot be read now, as for want of descriptors, is not one without mounts.
            int length = ReadTable(_kernel);
            if (length == 0 || _next.AsSpan(0, length).SequenceEqual(_last.AsSpan(0, _lastLength)))
                return;
            (_last, _next, _lastLength) = (_next, _last, length);
            ReadOnlySpan<byte> table = _last.AsSpan(0, length);
            _current = HasRemote(table) ? new MountSnapshot(Parse(table)) : MountSnapshot.Empty;
        }
    }

    /// <summary>Reads the table. The result is its bytes; 0 where it could not be read, for no table is empty.</summary>
    private int ReadTable(IKernel kernel)
    {
        KernelResult opened = FileOpener.Open(kernel, "/proc/self/mountinfo");
        if (!opened.Succeeded)
            return 0;
        int length = 0;
        KernelResult read;
        do
        {
            if (length == _next.Length)
                Array.Resize(ref _next, Math.Max(FirstBufferBytes, length * 2));
            fixed (byte* start = _next)
                read = kernel.Read((int)opened.Value, start + length, (nuint)(_next.Length - length), length, ReadFlags.None);
            length += (int)read.Value;
        }
        while (read.Value > 0);

        kernel.Close((int)opened.Value);
        return read.Succeeded ? length : 0;
    }
}
