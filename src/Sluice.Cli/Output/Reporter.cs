namespace Sluice.Cli.Output;

/// <summary>Writes reports in the form that the user asked for. Each is one call of the writer, so that those of connections side by side do not mix.</summary>
internal sealed class Reporter(TextWriter output, OutputForm form)
{
    public void Write(IReport report)
    {
        if (form != OutputForm.Quiet)
            output.WriteLine(form == OutputForm.Json ? report.ToJson() : report.ToLine());
    }
}
