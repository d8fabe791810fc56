namespace Sluice.Compare.Peers;

/// <summary>
/// Keeps a process alive that sends by the stock calls, which leave every file they open by path to the finalizer: without a collection
/// now and then it would run out of descriptors within seconds. The collections are part of the price of those calls.
/// </summary>
internal static class LeakedFiles
{
    // Far below the usual limits of open files, and seldom enough to cost little: one collection is about a millisecond.
    private const int MostLeaked = 2000;

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
