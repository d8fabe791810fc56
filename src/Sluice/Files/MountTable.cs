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

    /// <summary>The mounts at this moment.</summary>
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

    /// <summary>The lines of a mount table.</summary>
    public static IReadOnlyList<Mount> Parse(ReadOnlySpan<byte> table)
    {
        List<Mount> mounts = [];
        while (!table.IsEmpty)
        {
            int end = table.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? table : table[..end];
            table = end < 0 ? [] : table[(end + 1)..];
            if (ParseLine(PathEncoding.Decode(line)) is not { } mount)
                continue;

            // What is mounted over another mount, or over a folder above it, hides it.
            mounts.RemoveAll(hidden => mount.Contains(hidden.Point));
            mounts.Add(mount);
        }

        return mounts;
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

    // Blanks, tabs, newlines and backslashes are written as a backslash and three octal digits.
    private static string Unescape(string field)
    {
        int at = field.IndexOf('\\');
        return at < 0 || field.Length < at + 4
            ? field
            : $"{field[..at]}{(char)Convert.ToInt32(field.Substring(at + 1, 3), 8)}{Unescape(field[(at + 4)..])}";
    }

    private void Refresh(long now)
    {
        if (_kernel is null)
            return;
        lock (_gate)
        {
            Interlocked.Exchange(ref _refreshAt, now + RefreshMilliseconds);
            int length = ReadTable(_kernel);
            if (_next.AsSpan(0, length).SequenceEqual(_last.AsSpan(0, _lastLength)))
                return;
            (_last, _next, _lastLength) = (_next, _last, length);
            _current = new MountSnapshot(Parse(_last.AsSpan(0, length)));
        }
    }

    private int ReadTable(IKernel kernel)
    {
        KernelResult opened = FileOpener.Open(kernel, "/proc/self/mountinfo");
        if (!opened.Succeeded)
            return 0;
        int length = 0;
        while (true)
        {
            if (length == _next.Length)
                Array.Resize(ref _next, Math.Max(FirstBufferBytes, length * 2));
            KernelResult read;
            fixed (byte* start = _next)
                read = kernel.Read((int)opened.Value, start + length, (nuint)(_next.Length - length), length, ReadFlags.None);
            if (!read.Succeeded || read.Value == 0)
                break;
            length += (int)read.Value;
        }

        kernel.Close((int)opened.Value);
        return length;
    }
}
