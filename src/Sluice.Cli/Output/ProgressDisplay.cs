using System.Diagnostics;
using Spectre.Console;

namespace Sluice.Cli.Output;

/// <summary>
/// A bar with percentage, rate and time left, below a send that takes long. It is drawn on the error stream and only where that is a terminal which obeys escape
/// sequences, and it is gone at the end: the summary is what remains.
/// </summary>
internal sealed class ProgressDisplay
{
    // Most sends are over by then, and nothing has flickered.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly IAnsiConsole _console;

    private ProgressDisplay(IAnsiConsole console) => _console = console;

    /// <summary>Null where there is nobody to look at it.</summary>
    public static ProgressDisplay? On(TextWriter error)
    {
        AnsiConsoleOutput output = new(error);
        if (!output.IsTerminal)
            return null;
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = output, Interactive = InteractionSupport.Yes });
        return console.Profile.Capabilities.Ansi ? new ProgressDisplay(console) : null;
    }

    /// <summary>Waits for the work, and shows how far it has come where it takes long. Its outcome is that of the work.</summary>
    public async Task ShowAsync(Task work, TransferTally tally)
    {
        Stopwatch watch = Stopwatch.StartNew();
        if (await Task.WhenAny(work, Task.Delay(Patience, CancellationToken.None)) == work)
        {
            await work;
            return;
        }

        await _console.Progress()
            .AutoClear(true)
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(async context =>
            {
                ProgressTask bar = context.AddTask("sending");
                TransferRate rate = new();
                do
                {
                    rate.Add(watch.Elapsed, tally.Bytes);
                    Show(bar, tally, rate.BytesPerSecond);
                }
                while (await Task.WhenAny(work, Task.Delay(Interval, CancellationToken.None)) != work);
            });
        await work;
    }

    private static void Show(ProgressTask bar, TransferTally tally, double bytesPerSecond)
    {
        long bytes = tally.Bytes;
        long? total = tally.Total;
        bar.IsIndeterminate = total is null;
        string left = "";
        if (total is { } all)
        {
            bar.MaxValue = Math.Max(all, 1);
            bar.Value = Math.Min(bytes, all);
            left = bytesPerSecond > 0 ? $", {Format.Clock(TimeSpan.FromSeconds(Math.Min((all - bytes) / bytesPerSecond, int.MaxValue)))} left" : ", standing still";
        }

        bar.Description = $"{Format.Bytes(bytes)}, {Format.Rate(bytesPerSecond)}{left}";
    }
}
