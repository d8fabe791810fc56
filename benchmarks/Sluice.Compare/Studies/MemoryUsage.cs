using System.Globalization;

namespace Sluice.Compare.Studies;

/// <summary>What this process holds after a full collection.</summary>
/// <param name="Managed">Bytes of the managed heap.</param>
/// <param name="Resident">Bytes of all its memory that are resident.</param>
/// <param name="Threads">Its threads.</param>
internal readonly record struct MemoryUsage(long Managed, long Resident, int Threads)
{
    public static MemoryUsage Now()
    {
        long managed = GC.GetTotalMemory(forceFullCollection: true);
        Dictionary<string, string> status = File.ReadLines("/proc/self/status").Select(line => line.Split(':', 2)).ToDictionary(parts => parts[0], parts => parts[1].Trim());
        long resident = long.Parse(status["VmRSS"].Split(' ')[0], CultureInfo.InvariantCulture) * 1024;
        return new MemoryUsage(managed, resident, int.Parse(status["Threads"], CultureInfo.InvariantCulture));
    }
}
