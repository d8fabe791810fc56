namespace Sluice.Soak.Measuring;

/// <summary>Whether what the process holds has grown, from the first sample after the warm-up to the last one.</summary>
internal static class Verdict
{
    // The pool keeps threads for a while, the runtime opens what it likes, and where the warm-up was slow some transmitters have their first wait after it: two descriptors for each of six reactors, and
    // eight files that one keeps open. Whatever leaked once in a send would be hundreds in the shortest of runs.
    private const int MoreDescriptors = 40;
    private const int MoreThreads = 24;
    private const int MoreSenderThreads = 40;
    private const long MoreManaged = 16L << 20;
    private const long MoreResident = 192L << 20;
    private const int MorePinned = 100;

    public static IEnumerable<string> Find(in Sample first, in Sample last)
    {
        List<string> found = [];
        Check("descriptors", first.Descriptors, last.Descriptors, MoreDescriptors);
        Check("bytes of managed memory", first.Managed, last.Managed, MoreManaged);
        Check("bytes resident", first.Resident, last.Resident, MoreResident);
        Check("threads beside the sender's", first.Threads - first.SenderThreads, last.Threads - last.SenderThreads, MoreThreads);
        Check("threads of the sender's", first.SenderThreads, last.SenderThreads, MoreSenderThreads);
        Check("pinned objects", first.Pinned, last.Pinned, MorePinned);
        return found;

        void Check(string what, long before, long after, long most)
        {
            if (after > before + most)
                found.Add($"{what} grew from {before:N0} to {after:N0}; {most:N0} more are allowed");
        }
    }
}
