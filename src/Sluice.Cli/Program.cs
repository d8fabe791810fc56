using Sluice.Cli.Commands;

using Interruption interruption = new();
return (int)await SluiceTool.RunAsync(args, Console.Out, Console.Error, interruption.Token);
