namespace Sluice.Schedules;

/// <summary>What a run of schedules tells at its end.</summary>
internal static class ScheduleReport
{
    public static void Write(TextWriter output, ScheduleTotals totals, ulong seed, TimeSpan elapsed)
    {
        output.WriteLine();
        output.WriteLine($"seed                     {seed}");
        output.WriteLine($"schedules                {totals.Schedules}");
        output.WriteLine($"elapsed                  {elapsed.TotalSeconds:0.0} s, {elapsed.TotalMicroseconds / Math.Max(totals.Schedules, 1):0} us each");
        output.WriteLine($"sends                    {totals.Sends}");
        output.WriteLine($"cancels                  {totals.Cancels}");
        output.WriteLine($"sockets disposed of      {totals.Disposals}");
        output.WriteLine($"connections reset        {totals.Resets}");
        output.WriteLine($"transmitters disposed of {totals.TransmitterDisposals}");
        output.WriteLine($"steps inside of calls    {totals.Interruptions}");
        output.WriteLine($"buffers lent, returned   {totals.BuffersReturned}");
        WriteAll(output, $"faults injected          {totals.Faults.Values.Sum()}, of {totals.Faults.Count} kinds", totals.Faults);
        WriteAll(output, $"distinct outcomes        {totals.Outcomes.Count}", totals.Outcomes);
    }

    private static void WriteAll(TextWriter output, string title, SortedDictionary<string, long> counts)
    {
        output.WriteLine(title);
        foreach ((string name, long count) in counts)
            output.WriteLine($"  {count,9} {name}");
    }
}
