using System.Globalization;
using Sluice.Compare.Report;
using Sluice.Compare.Rounds;
using Spectre.Console;

namespace Sluice.Compare.Studies;

/// <summary>The table of one curve, and what is asked of it.</summary>
internal sealed class GrowthReport(IAnsiConsole console)
{
    // Rounds differ by as much; it is not growth.
    private const double Noise = 1.1;

    public void Write(Growth growth, Curve curve)
    {
        Table table = new() { Border = TableBorder.Simple, Title = new TableTitle(Markup.Escape($"{growth.Title}, by {growth.Growing}")) };
        foreach (string column in new[] { growth.Growing, "sends/s", "CPU us/send", "least", "most", "us per one of them", "C: sends/s", "CPU us/send", "CPU vs C" })
            table.AddColumn(column, static column => column.RightAligned().NoWrap());
        foreach (CurvePoint point in curve.Points)
        {
            Spread cpu = point.SluiceCpu;
            table.AddRow(
                Text(point.Count, "N0"), Text(point.SluiceRate.Median, "N0"), Text(cpu.Median, "N2"), Text(cpu.Least, "N2"), Text(cpu.Most, "N2"),
                growth.MostGrowth is null ? Text(cpu.Median / point.Count, "N3") : "-",
                Text(point.CRate?.Median, "N0"), Text(point.CCpu?.Median, "N2"), Text(cpu.Median / point.CCpu?.Median, "F2"));
        }

        console.Write(table);
        if (growth.MostGrowth is { } most)
            WriteRatio(growth, curve, most);
        else
            WriteSteepest(curve);
        console.WriteLine();
    }

    private void WriteRatio(Growth growth, Curve curve, double most)
    {
        CurvePoint last = curve.Points[^1];
        if (curve.Points.FirstOrDefault(point => point.Count == growth.From) is not { } from || last == from)
            return;
        double ratio = last.SluiceCpu.Median / from.SluiceCpu.Median;
        string c = last.CCpu?.Median / from.CCpu?.Median is { } ofC ? $", that of C {Text(ofC, "F2")}x" : "";
        console.WriteLine($"  CPU per send at {Text(last.Count, "N0")} over that at {Text(from.Count, "N0")}: {Text(ratio, "F2")}x{c}; at most {Text(most, "F1")}x: {(ratio <= most ? "reached" : "not reached")}");
    }

    /// <summary>Linear growth is a step of 1 in proportion; anything worse is more.</summary>
    private void WriteSteepest(Curve curve)
    {
        if (curve.Points.Count < 2)
            return;
        double steepest = curve.Points.Zip(curve.Points.Skip(1)).Max(static step =>
            step.Second.SluiceCpu.Median / step.First.SluiceCpu.Median / ((double)step.Second.Count / step.First.Count));
        console.WriteLine($"  CPU per send grows at most {Text(steepest, "F2")}x as fast as their number, from point to point: {(steepest <= Noise ? "not worse than linear" : "worse than linear")}");
    }

    private static string Text(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "-";
}
