using System.CommandLine;
using System.Runtime.InteropServices;
using Sluice;
using Sluice.Soak;

Option<double> minutes = new("--minutes") { Description = "How long to run.", DefaultValueFactory = _ => 10 };
Option<double?> seconds = new("--seconds") { Description = "How long to run, instead of --minutes." };
Option<double?> interval = new("--interval") { Description = "Seconds between two samples; a twentieth of the run unless given." };
Option<int?> seed = new("--seed") { Description = "What everything random follows from; a new one unless given." };
Option<bool> collect = new("--collect") { Description = "Has the garbage collector compact the heap all the time." };
RootCommand root = new("Sends everything in every way for a while, against receivers that check every byte; ends with 0 if all was right and nothing grew.")
{
    Options = { minutes, seconds, interval, seed, collect },
};
root.SetAction((parsed, cancellationToken) =>
{
    TimeSpan duration = parsed.GetValue(seconds) is { } given ? TimeSpan.FromSeconds(given) : TimeSpan.FromMinutes(parsed.GetValue(minutes));
    TimeSpan between = parsed.GetValue(interval) is { } number ? TimeSpan.FromSeconds(number) : duration / 20;
    return new SoakRun(new SoakOptions(duration, between, parsed.GetValue(seed) ?? Random.Shared.Next(1_000_000), parsed.GetValue(collect)), Console.Out).RunAsync(cancellationToken);
});

Argument<int> port = new("port") { Description = "Where to connect to on this machine." };
Argument<string> folder = new("folder") { Description = "Where to put its files." };
Argument<TransmitterBackend> backend = new("backend") { Description = "What to send by." };
Option<int> connections = new("--connections") { Description = "How many connections.", DefaultValueFactory = _ => 4 };
Command victim = new("victim", "Sends until it is killed.") { Arguments = { port, folder, backend }, Options = { connections } };
victim.SetAction((parsed, _) => Victim.RunAsync(parsed.GetValue(port), parsed.GetValue(connections), parsed.GetValue(folder)!, parsed.GetValue(backend)));
root.Subcommands.Add(victim);

// A run that is told to end lets all lanes come to their rest first, as at any end. The parser's own watch for signals begins behind the first wait of a command, and gives it two seconds.
using CancellationTokenSource stop = new();
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null }, stop.Token);

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    _ = stop.CancelAsync();
}
