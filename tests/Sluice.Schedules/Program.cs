using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Sluice.Schedules;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Option<int> schedules = new("--schedules") { Description = "How many schedules to run.", DefaultValueFactory = _ => 20_000 };
Option<ulong?> seed = new("--seed") { Description = "The seed of all of them; any where it is not given." };
Option<string?> replay = new("--replay") { Description = "The seed of one schedule, to be run alone and made as small as it gets." };
RootCommand command = new("Runs random schedules of sends on a simulated kernel, and reports what they came to.") { schedules, seed, replay };
command.SetAction(result => result.GetValue(replay) is { } one ? Replay(one) : RunAll(result.GetValue(schedules), result.GetValue(seed) ?? (ulong)Random.Shared.NextInt64()));
return command.Parse(args).Invoke();

static int Replay(string seed)
{
    if (ScheduleSampler.Try(seed, new ScheduleTotals()) is not { } failure)
    {
        Console.WriteLine($"The schedule of seed {seed} passes.");
        return 0;
    }

    Console.WriteLine(new ScheduleFailedException(seed, ScheduleSampler.Shrink(seed, failure), failure));
    return 1;
}

static int RunAll(int count, ulong seed)
{
    Console.WriteLine($"{count} schedules, seed {seed}");
    ScheduleTotals totals = new();
    long start = Stopwatch.GetTimestamp();
    try
    {
        ScheduleSampler.Run(count, seed, totals, done =>
        {
            if (done % 50_000 == 0)
                Console.WriteLine($"  {done} in {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s");
        });
        ScheduleReport.Write(Console.Out, totals, seed, Stopwatch.GetElapsedTime(start));
        return 0;
    }
    catch (ScheduleFailedException failure)
    {
        ScheduleReport.Write(Console.Out, totals, seed, Stopwatch.GetElapsedTime(start));
        Console.WriteLine(failure);
        return 1;
    }
}
