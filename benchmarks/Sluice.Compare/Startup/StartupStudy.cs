using System.Diagnostics;
using System.Globalization;
using Sluice.Compare.Files;
using Sluice.Compare.Legs;
using Spectre.Console;

namespace Sluice.Compare.Startup;

/// <summary>
/// What the first send of a process costs, by build of Sluice.FirstSend and by way of sending. Every run is a process of its own; all builds and ways alternate, and one receiver
/// serves them all.
/// </summary>
internal static class StartupStudy
{
    private const string Reference = "plain";
    private const int HeaderAndFile = 4 * 1024;

    private static readonly string[] Ways = [Reference, "sluice", "sluice-args", "stock"];

    public static async Task<IReadOnlyList<StartupFigures>> RunAsync(IReadOnlyList<StartupBuild> builds, int runs, Action<string> report, CancellationToken cancellationToken)
    {
        using NativePrograms? native = await NativePrograms.CompileAsync(cancellationToken).ConfigureAwait(false);
        using ChildProcess receiver = ChildProcess.Receiver(native, "tcp", "0");
        string port = await receiver.ReadLineAsync(cancellationToken).ConfigureAwait(false);
        using TemporaryFolder folder = new("startup");
        string file = folder["file"];
        await File.WriteAllBytesAsync(file, new byte[HeaderAndFile], cancellationToken).ConfigureAwait(false);
        (StartupBuild Build, string Way)[] all = [.. builds.SelectMany(build => Ways.Select(way => (build, way)))];
        Dictionary<(StartupBuild Build, string Way), List<StartupRun>> results = all.ToDictionary(each => each, _ => new List<StartupRun>());

        // The first round pays for the page cache, and does not count.
        for (int round = 0; round <= runs; round++)
        {
            report($"round {round} of {runs}");
            foreach ((StartupBuild build, string way) in round % 2 == 0 ? all : all.Reverse())
            {
                StartupRun run = await RunAsync(build, [way, port, file], cancellationToken).ConfigureAwait(false);
                if (round > 0)
                    results[(build, way)].Add(run);
            }
        }

        return [.. all.Select(each => StartupFigures.Of(each.Build.Name, each.Way, results[each]))];
    }

    public static void Write(IReadOnlyList<StartupFigures> figures, IAnsiConsole console)
    {
        Table table = new() { Border = TableBorder.Simple, Title = new TableTitle("The first send of a process: 200 B and a file of 4 KiB; medians, microseconds") };
        table.AddColumn("build");
        table.AddColumn("way");
        foreach (string column in new[] { "first send", "least", "most", "vs plain", "its CPU", "CPU vs plain", "second send", "whole process", "vs plain" })
            table.AddColumn(column, static column => column.RightAligned().NoWrap());
        foreach (StartupFigures row in figures)
        {
            StartupFigures plain = figures.First(other => other.Build == row.Build && other.Way == Reference);
            table.AddRow(
                row.Build, row.Way, Text(row.First.Median, "N0"), Text(row.First.Least, "N0"), Text(row.First.Most, "N0"), Text(row.First.Median / plain.First.Median, "F2"),
                Text(row.Processor.Median, "N0"), Text(row.Processor.Median / plain.Processor.Median, "F2"), Text(row.Second.Median, "N0"),
                Text(row.Process.Median, "N0"), Text(row.Process.Median / plain.Process.Median, "F2"));
        }

        console.Write(table);
    }

    private static async Task<StartupRun> RunAsync(StartupBuild build, string[] arguments, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        using ChildProcess process = build.IsAssembly ? new ChildProcess("dotnet", ["exec", build.Path, .. arguments]) : new ChildProcess(build.Path, arguments);
        string line = await process.ReadLineAsync(cancellationToken).ConfigureAwait(false);
        await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        double whole = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        double[] figures = [.. line.Split(' ').Select(figure => double.Parse(figure, CultureInfo.InvariantCulture))];
        return new StartupRun(figures[0], figures[1], figures[2], whole);
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
