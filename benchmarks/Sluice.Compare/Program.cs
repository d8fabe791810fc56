using System.CommandLine;
using System.CommandLine.Invocation;
using Sluice.Compare.Commands;

RootCommand root = CompareCommand.Create();
root.Subcommands.Add(CurvesCommand.Create());
root.Subcommands.Add(PlotCommand.Create());
root.Subcommands.Add(ColdCommand.Create());
root.Subcommands.Add(LegCommand.Create());
root.Subcommands.Add(ReceiveCommand.Create());
foreach (Command study in StudyCommands.Create())
    root.Subcommands.Add(study);
root.Subcommands.Add(LatencyCommand.Create());
root.Subcommands.Add(LatencyCommand.CreateLeg());
root.Subcommands.Add(StartupCommand.Create());
root.Subcommands.Add(KestrelCommand.Create());
root.Subcommands.Add(KestrelServerCommand.Create());
ParseResult parsed = root.Parse(args);
if (parsed.Action is ParseErrorAction)
{
    Console.Error.WriteLine(parsed.Errors[0].Message);
    return 1;
}

// Time to unmount, to end what was started and to remove files: Ctrl+C and SIGTERM cancel a run first.
return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(10) }).ConfigureAwait(false);
