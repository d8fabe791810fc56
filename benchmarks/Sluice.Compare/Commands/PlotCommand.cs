using System.CommandLine;
using Sluice.Compare.Plots;
using Sluice.Compare.Report;

namespace Sluice.Compare.Commands;

/// <summary>Draws what a run has written down.</summary>
internal static class PlotCommand
{
    public static Command Create()
    {
        Argument<string[]> json = new("json")
        {
            Description = "Files written by --json, all of workloads, all of the kestrel command, or all of curves: several runs are drawn as one.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string?> output = new("--output") { Description = "Where the plots go, without .svg and .png; beside the first file unless given. Curves add their names." };
        Command command = new("plot", "Draws files of JSON as SVG and PNG, without measuring anything.") { Arguments = { json }, Options = { output } };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string[] sources = parsed.GetRequiredValue(json);
            MeasuredReport report = await MeasuredReport.ReadAsync(sources[0], cancellationToken).ConfigureAwait(false);
            foreach (string source in sources.Skip(1))
                report = report.With(await MeasuredReport.ReadAsync(source, cancellationToken).ConfigureAwait(false));
            Draw(report, parsed.GetValue(output) ?? Path.ChangeExtension(sources[0], null));
            return 0;
        });
        return command;
    }

    private static void Draw(MeasuredReport report, string prefix)
    {
        switch (report)
        {
            case ComparisonReport workloads:
                WorkloadPlot.Save(workloads, prefix);
                break;
            case WebComparisonReport web:
                WebPlot.Save(web, prefix);
                break;
            case CurvesReport curves:
                foreach (Curve curve in curves.Curves)
                    CurvePlot.Save(curve, $"{prefix}-{curve.Name}");
                break;
        }
    }
}
