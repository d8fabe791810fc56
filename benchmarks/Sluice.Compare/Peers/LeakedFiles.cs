namespace Sluice.Compare.Peers;

/// <summary>
/// Helps the stock calls, which leave every file they open by path to the finalizer: without a collection now and then they slow down, and
/// run out of descriptors within seconds. The collections are part of the price.
/// </summary>
internal static class LeakedFiles
{
    // Measured to be the best for those calls. Each open also takes a lock, and the kernel looks through all locks on a file to grant one:
    // with 2,000 left on one file it is five times slower, and the collections that would happen anyway come after more than 10,000.
    private const int MostLeaked = 100;

    private static int _opened;

    public static void CountOpened(int files)
    {
        int before = Interlocked.Add(ref _opened, files) - files;
        if (before / MostLeaked == (before + files) / MostLeaked)
            return;
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
}
