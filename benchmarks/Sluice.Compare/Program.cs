using System.CommandLine;
using Sluice.Compare.Commands;

RootCommand root = CompareCommand.Create();
root.Subcommands.Add(ColdCommand.Create());
root.Subcommands.Add(LegCommand.Create());
root.Subcommands.Add(ReceiveCommand.Create());
foreach (Command study in StudyCommands.Create())
    root.Subcommands.Add(study);
return await root.Parse(args).InvokeAsync().ConfigureAwait(false);
