using System.Diagnostics;
using Sluice.Soak.Content;
using Sluice.Soak.Lanes;
using Sluice.Soak.Measuring;

namespace Sluice.Soak;

/// <summary>One run: the lanes, the samples between which they all rest, and the verdict.</summary>
internal sealed class SoakRun(SoakOptions options, TextWriter output)
{
    private const int MostShown = 20;

    private readonly List<Sample> _samples = [];

    /// <param name="cancellationToken">Has it end early, with the report and the verdict of what was.</param>
    /// <returns>0 where every byte was right, every send completed once and nothing grew; else 1.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        output.WriteLine($"seed {options.Seed}, {options.Duration.TotalSeconds:0} s, .NET {Environment.Version}, {Environment.ProcessorCount} processors");
        using FileStore files = new((ulong)options.Seed << 16);
        Tally tally = new();
        TaskScheduler.UnobservedTaskException += (_, fault) => tally.AddWrong($"unobserved: {fault.Exception}");
        bool isFinished;
        await using (Transmitters transmitters = new())
        {
            SoakContext context = new(files, transmitters, tally);
            Lane[] lanes = [.. CreateLanes(context)];
            Task[] running = [.. lanes.Select(static lane => Task.Run(lane.RunAsync))];
            using Collector? collector = options.Collects ? new Collector() : null;
            isFinished = await WatchAsync(context, lanes, cancellationToken).ConfigureAwait(false);
            context.End();
            if (isFinished)
                isFinished = await EndsAsync(Task.WhenAll(running)).ConfigureAwait(false);
            foreach (Lane lane in isFinished ? [] : lanes)
                output.WriteLine($"still at: {lane.Place}");
        }

        Report.WriteTotals(output, tally, _samples);
        List<string> wrongs = [.. tally.Wrongs];
        if (!isFinished)
            wrongs.Add("a wait did not end");
        if (tally.Begun != tally.Ended)
            wrongs.Add($"{tally.Begun} sends were begun, and {tally.Ended} ended");
        if (_samples.Count > 1)
            wrongs.AddRange(Verdict.Find(_samples[0], _samples[^1]));
        foreach (string wrong in wrongs.Take(MostShown))
            output.WriteLine($"WRONG: {wrong}");
        output.WriteLine(wrongs.Count == 0 ? "all right" : $"{wrongs.Count} WRONG");
        return wrongs.Count == 0 ? 0 : 1;
    }

    private IEnumerable<Lane> CreateLanes(SoakContext context)
    {
        int seed = options.Seed * 1000;
        for (int i = 0; i < 10; i++)
            yield return new StreamLane($"stream {i}", seed += 10, context);
        for (int i = 0; i < 3; i++)
            yield return new DatagramLane($"datagrams {i}", seed += 10, context);
        for (int i = 0; i < 3; i++)
            yield return new WritingLane($"writing {i}", seed += 10, context);
    }

    /// <summary>Takes samples until the time is over. The first interval is the warm-up: what it has loaded and filled stays.</summary>
    private async Task<bool> WatchAsync(SoakContext context, Lane[] lanes, CancellationToken cancellationToken)
    {
        Report.WriteHeader(output);
        Stopwatch clock = Stopwatch.StartNew();
        while (clock.Elapsed < options.Duration && !cancellationToken.IsCancellationRequested)
        {
            long bytes = context.Tally.Bytes;
            Stopwatch running = Stopwatch.StartNew();
            TimeSpan left = options.Duration - clock.Elapsed;
            await Task.Delay(left < options.Interval ? left : options.Interval, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!await EndsAsync(Task.WhenAll(lanes.Select(static lane => lane.RestAsync()))).ConfigureAwait(false))
                return false;
            Sample sample = Sample.Take(clock.Elapsed, (context.Tally.Bytes - bytes) / running.Elapsed.TotalSeconds);
            _samples.Add(sample);
            Report.WriteSample(output, sample);
            foreach (Lane lane in lanes)
                lane.GoOn();
        }

        return true;
    }

    // Every wait of a lane is bounded, and a connection has some of them at most.
    private static async Task<bool> EndsAsync(Task task) => await Task.WhenAny(task, Task.Delay(3 * Bounds.Wait)).ConfigureAwait(false) == task;
}
