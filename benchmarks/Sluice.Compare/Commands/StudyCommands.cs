using System.CommandLine;
using Sluice.Compare.Studies;
using Spectre.Console;

namespace Sluice.Compare.Commands;

/// <summary>Questions beside the comparison of workloads: one command each.</summary>
internal static class StudyCommands
{
    private const int TableWidth = 140;

    public static IEnumerable<Command> Create()
    {
        Option<int> rounds = new("--rounds") { Description = "Rounds; every one has a leg of each thing compared.", DefaultValueFactory = _ => 5 };
        Option<double> seconds = new("--seconds") { Description = "Length of a leg's measured window.", DefaultValueFactory = _ => 1 };
        Command flags = new("flags", "Latency of sends that have to wait, by the flag that says where they complete.") { Options = { rounds, seconds } };
        flags.SetAction((parsed, cancellationToken) => FlagLatency.RunAsync(
            parsed.GetValue(rounds), TimeSpan.FromSeconds(parsed.GetValue(seconds)), Wide(), cancellationToken));
        yield return flags;

        Command memory = new("memory", "Memory of a waiting send, by profile.");
        memory.SetAction((_, cancellationToken) => WaitingMemory.RunAsync(Wide(), cancellationToken));
        yield return memory;

        Option<int> neighbours = new("--sends") { Description = "Sends that wait, each on a socket of its own.", DefaultValueFactory = _ => 10_000 };
        Command waiting = new("waiting", "Memory of sends that wait for slow readers, and the latency of a fast reader among them.") { Options = { neighbours, rounds, seconds } };
        waiting.SetAction((parsed, cancellationToken) => WaitingNeighbours.RunAsync(
            parsed.GetValue(neighbours), parsed.GetValue(rounds), TimeSpan.FromSeconds(parsed.GetValue(seconds)), Wide(), cancellationToken));
        yield return waiting;

        Option<bool> udp = new("--udp") { Description = "Datagrams alone." };
        Option<bool> socketRate = new("--so-max-pacing-rate") { Description = "Sets that option on the UDP sockets as well, for devices with the fq qdisc." };
        Command rate = new("rate", "How well MaxBytesPerSecond is kept, of one send and of several that share it.") { Options = { udp, socketRate } };
        rate.SetAction(async (parsed, _) =>
        {
            if (!parsed.GetValue(udp))
                await RateAccuracy.RunAsync(Wide()).ConfigureAwait(false);
            await DatagramRateAccuracy.RunAsync(Wide(), parsed.GetValue(socketRate)).ConfigureAwait(false);
        });
        yield return rate;
    }

    private static IAnsiConsole Wide() => FigureOutput.WideConsole(TableWidth);
}
