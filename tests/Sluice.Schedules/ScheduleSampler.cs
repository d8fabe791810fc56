using CsCheck;

namespace Sluice.Schedules;

/// <summary>
/// Runs many schedules, each made from a seed of its own that the seed of all of them leads to: so a failure is found again by its own seed, in no time, and made as small
/// as it gets.
/// </summary>
internal static class ScheduleSampler
{
    // Tries to find a smaller schedule that fails as well.
    private const int Tries = 20_000;

    // The thread pool ends so many transmitters while further schedules run: waited for one by one, each would cost as much again.
    private const int MostEnding = 64;

    /// <summary>The seeds, as CsCheck writes them, of a number of schedules.</summary>
    public static string SeedOf(ulong seed, int number)
    {
        PCG generator = new((uint)number, seed);
        return generator.ToString(generator.State);
    }

    /// <summary>Runs schedules. Throws at the first that fails, with its seed and the smallest like it that was found.</summary>
    public static void Run(int count, ulong seed, ScheduleTotals totals, Action<int>? onProgress = null)
    {
        Queue<(string Seed, Task End)> ending = new();
        for (int i = 0; i < count; i++)
        {
            string own = SeedOf(seed, i);
            Check(own, () => ending.Enqueue((own, ScheduleRun.Run(Make(own), totals))));
            while (ending.Count > (i == count - 1 ? 0 : MostEnding))
            {
                (string first, Task end) = ending.Dequeue();
                Check(first, () => end.GetAwaiter().GetResult());
            }

            onProgress?.Invoke(i + 1);
        }
    }

    /// <summary>The schedule of a seed.</summary>
    public static Schedule Make(string seed) => ScheduleGen.Any.Generate(PCG.Parse(seed), null, out _);

    /// <summary>Runs the schedule of a seed. Null where it passes.</summary>
    public static Exception? Try(string seed, ScheduleTotals totals) => Try(Make(seed), totals);

    /// <summary>The smallest schedule like that of a seed that was found to fail in the same way.</summary>
    public static string? Shrink(string seed, Exception failure)
    {
        try
        {
            ScheduleGen.Any.Sample(
                schedule =>
                {
                    if (Try(schedule, new ScheduleTotals()) is { } other && KindOf(other) == KindOf(failure))
                        throw other;
                },
                seed: seed, iter: Tries, threads: 1);
            return null;
        }
        catch (CsCheckException shrunk)
        {
            return $"{shrunk.Message}\n{shrunk.InnerException}";
        }
    }

    private static Exception? Try(Schedule schedule, ScheduleTotals totals)
    {
        try
        {
            ScheduleRun.Run(schedule, totals).GetAwaiter().GetResult();
            return null;
        }
        catch (Exception failure)
        {
            return failure;
        }
    }

    private static void Check(string seed, Action run)
    {
        try
        {
            run();
        }
        catch (Exception failure)
        {
            throw new ScheduleFailedException(seed, Shrink(seed, failure), failure);
        }
    }

    /// <summary>What is wrong, without the figures of this one time.</summary>
    private static string KindOf(Exception failure) => string.Concat(failure.Message.TakeWhile(letter => letter != ':').Where(letter => !char.IsDigit(letter)));
}
