using System.Globalization;

namespace Sluice.TestSupport;

/// <summary>Waits that end: a test that would hang fails instead, and says for what it waited.</summary>
public static class Bounded
{
    private const int OrdinarySeconds = 60;

    /// <summary>Long enough for a busy machine; no passing test waits for it. A slow one has more by SLUICE_TEST_LIMIT_SECONDS.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("SLUICE_TEST_LIMIT_SECONDS"), CultureInfo.InvariantCulture, out int seconds) ? seconds : OrdinarySeconds);

    public static Task Within(this Task task, string what = "the task") => Wrap(task.WaitAsync(Limit), what);

    public static async Task<T> Within<T>(this Task<T> task, string what = "the task")
    {
        await Wrap(task.WaitAsync(Limit), what);
        return await task;
    }

    /// <summary>Waits until a condition holds, looking again whenever other threads had a chance to run.</summary>
    public static async Task Until(Func<bool> condition, string what)
    {
        long start = Environment.TickCount64;
        while (!condition())
        {
            if (Environment.TickCount64 - start > Limit.TotalMilliseconds)
                throw new TimeoutException($"Not within {Limit.TotalSeconds:0} s: {what}.");
            await Task.Yield();
        }
    }

    private static async Task Wrap(Task task, string what)
    {
        try
        {
            await task;
        }
        catch (TimeoutException) when (!task.IsCompletedSuccessfully)
        {
            throw new TimeoutException($"Not within {Limit.TotalSeconds:0} s: {what}.");
        }
    }
}
