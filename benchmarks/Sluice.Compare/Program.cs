using System.CommandLine;
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
return await root.Parse(args).InvokeAsync().ConfigureAwait(false);
