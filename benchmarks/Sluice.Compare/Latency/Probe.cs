using System.Diagnostics;
using System.Net.Sockets;
using HdrHistogram;
using Sluice.Compare.Peers;

namespace Sluice.Compare.Latency;

/// <summary>
/// One connection whose sends are due at a fixed rate, each of which is answered by one byte. It has a thread of its own, so that the call and the answer wait for no pool; the
/// completion is stamped where it runs. A send that is due while the one before it is still unanswered begins late, and counts from when it was due: a stall of 100 ms is not
/// one slow send but one for each that was due meanwhile (coordinated omission). That the thread wakes up late by itself counts for nothing.
/// </summary>
internal sealed class Probe(ISender sender, Socket answers, int sendsPerSecond, bool collects)
{
    private const long LongestNanoseconds = 100L * 1000 * 1000 * 1000;
    private const int Digits = 3;

    // As LeakedFiles has it.
    private const int MostLeaked = 100;

    private readonly long _period = Stopwatch.Frequency / sendsPerSecond;
    private readonly LongHistogram _answer = new(LongestNanoseconds, Digits);
    private readonly LongHistogram _completion = new(LongestNanoseconds, Digits);
    private readonly LongHistogram _servedAnswer = new(LongestNanoseconds, Digits);
    private readonly LongHistogram _servedCompletion = new(LongestNanoseconds, Digits);
    private long _late;

    /// <summary>Sends for as long as it is told. What begins before <paramref name="from"/> is not counted.</summary>
    /// <param name="from">A timestamp.</param>
    /// <param name="until">A timestamp.</param>
    public void Run(long from, long until)
    {
        byte[] answer = new byte[1];
        long due = Stopwatch.GetTimestamp();
        for (int sends = 1; due < until; sends++)
        {
            due += _period;
            bool isLate = Stopwatch.GetTimestamp() > due;
            if (!isLate)
                SleepUntil(due);
            long called = Stopwatch.GetTimestamp();
            if (!isLate)
                due = Math.Max(due, called - _period);
            long begun = isLate ? due : called;

            Task<long> completing = StampAsync(sender.SendAsync(0));
            if (answers.Receive(answer) != 1)
                throw new InvalidOperationException("The receiver is gone.");
            long answered = Stopwatch.GetTimestamp();
            long completed = completing.GetAwaiter().GetResult();
            if (called >= from)
                Count(isLate, begun, called, completed, answered);
            if (!collects || sends % MostLeaked != 0)
                continue;
            GC.Collect();
            GC.WaitForPendingFinalizers();
            due = Stopwatch.GetTimestamp();
        }
    }

    public LatencyResult Summarize(double neighbourSendsPerSecond) => new(
        _answer.TotalCount, _late, Quantiles.Of(_answer), Quantiles.Of(_completion), Quantiles.Of(_servedAnswer), Quantiles.Of(_servedCompletion), neighbourSendsPerSecond);

    private static async Task<long> StampAsync(ValueTask<long> send)
    {
        await send.ConfigureAwait(false);
        return Stopwatch.GetTimestamp();
    }

    private static void SleepUntil(long due)
    {
        TimeSpan left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
        if (left <= TimeSpan.Zero)
            return;
#pragma warning disable RS0030 // There is no condition to wait for but time.
        Thread.Sleep(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)));
#pragma warning restore RS0030
    }

    private static long Nanoseconds(long from, long to) => Math.Max(1, (long)Stopwatch.GetElapsedTime(from, to).TotalNanoseconds);

    private void Count(bool isLate, long begun, long called, long completed, long answered)
    {
        _late += isLate ? 1 : 0;
        _answer.RecordValue(Nanoseconds(begun, answered));
        _completion.RecordValue(Nanoseconds(begun, completed));
        _servedAnswer.RecordValue(Nanoseconds(called, answered));
        _servedCompletion.RecordValue(Nanoseconds(called, completed));
    }
}
