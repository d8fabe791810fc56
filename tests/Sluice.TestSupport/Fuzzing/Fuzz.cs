using System.Diagnostics;
using System.Globalization;
using CsCheck;
using Xunit;

namespace Sluice.TestSupport.Fuzzing;

/// <summary>
/// Gives a parser inputs that somebody else chose. Whatever is wrong with one, CsCheck makes it smaller and prints the seed. An input on which the parser does not
/// come to an end ends the process, with the input: nothing else could.
/// </summary>
/// <remarks>SLUICE_FUZZ_ITERATIONS=1000000 makes all of it the long one (docs/reliability.md).</remarks>
public static class Fuzz
{
    private const int InShort = 4000;

    // Of the processor: a parser needs microseconds, of the longest inputs milliseconds, and its check somewhat more.
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(2);

    // Of the day, on however busy a machine.
    private static readonly TimeSpan Hung = TimeSpan.FromMinutes(5);

    public static long Iterations { get; } =
        long.Parse(Environment.GetEnvironmentVariable("SLUICE_FUZZ_ITERATIONS") ?? InShort.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>Checks what must hold of every input.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="check">Throws where it does not hold. True where the input was a valid one: if none is, nothing but the way out is tested.</param>
    /// <param name="print">The input, as a failure is to show it.</param>
    public static void Check<T>(Gen<T> inputs, Func<T, bool> check, Func<T, string> print)
    {
        long valid = 0;
        Stopwatch clock = new();
        T current = default!;
        using Timer watch = new(
            _ =>
            {
                if (clock.Elapsed > Hung)
                    Environment.FailFast($"It does not come to an end: {print(current)}");
            },
            null, Slow, Slow);
        inputs.Sample(
            input =>
            {
                current = input;
                clock.Restart();
                TimeSpan before = ThreadClock.Now;
                if (check(input))
                    valid++;
                TimeSpan taken = ThreadClock.Now - before;
                Assert.True(taken < Slow, $"It took {taken} of the processor.");
            },
            iter: Iterations, threads: 1, print: print);
        Assert.True(valid > Iterations / 100, $"Only {valid} of {Iterations} inputs were valid.");
        TestContext.Current.TestOutputHelper?.WriteLine($"{Iterations} inputs, {valid} of them valid");
    }

    /// <summary>A string with every character that is none to be printed as its number.</summary>
    public static string Print(string text) =>
        $"\"{string.Concat(text.Select(static c => c is >= ' ' and < '\u007f' ? $"{c}" : $"\\u{(int)c:x4}"))}\"";
}
