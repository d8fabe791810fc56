using System.CommandLine;
using Sluice.Compare.Plots;
using Sluice.Compare.Report;

namespace Sluice.Compare.Commands;

/// <summary>Draws what a run has written down.</summary>
internal static class PlotCommand
{
    public static Command Create()
    {
        Argument<string> json = new("json") { Description = "A file written by --json: of workloads, of the kestrel command, or of curves." };
        Option<string?> output = new("--output") { Description = "Where the plots go, without .svg and .png; beside the JSON unless given. Curves add their names." };
        Command command = new("plot", "Draws a file of JSON as SVG and PNG, without measuring anything.") { Arguments = { json }, Options = { output } };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string source = parsed.GetRequiredValue(json);
            Draw(await MeasuredReport.ReadAsync(source, cancellationToken).ConfigureAwait(false), parsed.GetValue(output) ?? Path.ChangeExtension(source, null));
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
