using Sluice.Kernel;

namespace Sluice.Files;

/// <summary>
/// Stretches of files that were found in the page cache a moment ago, by whichever send: a file that is sent again and again is looked at once in that time. A place holds
/// the last stretch that came to it, so a stretch may be forgotten early, and is then looked at again. Any number of threads.
/// </summary>
internal sealed class ResidentStretches
{
    /// <summary>For how long a stretch that was found is taken to be there still, in ticks. The kernel evicts what was not used for long, not what was.</summary>
    public const long Lifetime = 100 * TimeSpan.TicksPerMillisecond;

    private const int Places = 1024;

    // A place is one word, so that no reader finds half of one stretch and half of another: the time of the look in units of 13 ms, which come round after two days, and the rest
    // of the hash above it.
    private const int UnitBits = 17;
    private const int TimeBits = 24;
    private const long TimeMask = (1L << TimeBits) - 1;

    private readonly long[] _places = new long[Places];

    /// <summary>Whether the stretch was found within <see cref="Lifetime"/>, and until when that holds; 0 where it was not.</summary>
    public bool TryFind(FileIdentity file, long offset, long count, long now, out long until)
    {
        ulong hash = Hash(file, offset, count);
        long place = Volatile.Read(ref _places[hash % Places]);

        // Rounded up: never longer than the lifetime.
        long age = (((Unit(now) - place) & TimeMask) + 1) << UnitBits;
        bool isFresh = ((place ^ (long)hash) & ~TimeMask) == 0 && age <= Lifetime;
        until = isFresh ? now + Lifetime - age : 0;
        return isFresh;
    }

    /// <summary>Notes that the stretch was found.</summary>
    public void Add(FileIdentity file, long offset, long count, long now)
    {
        ulong hash = Hash(file, offset, count);
        Volatile.Write(ref _places[hash % Places], ((long)hash & ~TimeMask) | (Unit(now) & TimeMask));
    }

    private static long Unit(long now) => now >> UnitBits;

    // Odd multipliers and shifts spread the few bits in which neighbouring files differ over all of the word; never 0 above the time, which is an empty place.
    private static ulong Hash(FileIdentity file, long offset, long count)
    {
        ulong hash = file.Inode * 0x9E3779B97F4A7C15;
        hash = ((hash ^ (hash >> 29)) + file.FileSystem) * 0xBF58476D1CE4E5B9;
        hash = ((hash ^ (hash >> 32)) + (ulong)file.Birth) * 0x94D049BB133111EB;
        hash = ((hash ^ (hash >> 31)) + (ulong)offset) * 0x9E3779B97F4A7C15;
        hash = ((hash ^ (hash >> 29)) + (ulong)count) * 0xBF58476D1CE4E5B9;
        return (hash ^ (hash >> 32)) | (1UL << TimeBits);
    }
}
