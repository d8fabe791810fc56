using System.CommandLine;
using System.Text.Json;
using Sluice.Compare.Latency;

namespace Sluice.Compare.Commands;

/// <summary>Latency of a small send, alone and among many others, and its legs.</summary>
internal static class LatencyCommand
{
    private const int TableWidth = 190;
    private const string Idle = "idle";
    private const string Paced = "paced";
    private const string Flood = "flood";

    public static Command Create()
    {
        string[] names = [.. LatencyPeer.All.Select(static peer => peer.Name)];
        Option<string> peers = new Option<string>("--peers") { Description = "Names, separated by commas.", DefaultValueFactory = _ => string.Join(',', names) }.OfWords(names);
        Option<string> loads = new Option<string>("--loads")
        {
            Description = $"{Idle}, {Paced} (the same load for every peer), {Flood}; separated by commas.",
            DefaultValueFactory = _ => $"{Idle},{Paced},{Flood}",
        }.OfWords(Idle, Paced, Flood);
        Option<int> neighbours = new("--neighbours") { Description = "Other connections under load.", DefaultValueFactory = _ => 1000 };
        Option<double> neighbourRate = new("--neighbour-rate") { Description = "Sends per second of all neighbours together where paced.", DefaultValueFactory = _ => 1000 };
        Option<int> rate = new("--rate") { Description = "Measured sends that are due in a second.", DefaultValueFactory = _ => 500 };
        Option<int> rounds = new("--rounds") { Description = "Rounds; every one has a leg of every peer.", DefaultValueFactory = _ => 5 };
        Option<double> seconds = new("--seconds") { Description = "Length of a leg's measured window.", DefaultValueFactory = _ => 10 };
        Option<double> warmUp = new("--warm-up") { Description = "Seconds before the window.", DefaultValueFactory = _ => 3 };
        Option<string?> json = new("--json") { Description = "A file to write everything measured to." };
        Command command = new("latency", "Latency of a header and a file of 4 KiB, to the completion and to the receiver's answer, alone and beside many neighbours.")
        {
            Options = { peers, loads, neighbours, neighbourRate, rate, rounds, seconds, warmUp, json },
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            LatencyLoad[] all =
            [
                new(Idle, 0, 0), new(Paced, parsed.GetValue(neighbours), parsed.GetValue(neighbourRate)), new(Flood, parsed.GetValue(neighbours), 0),
            ];
            LatencyStudy study = new(
                [.. WordList.Split(parsed.GetRequiredValue(peers)).Select(LatencyPeer.Find)], parsed.GetValue(rounds), parsed.GetValue(rate),
                TimeSpan.FromSeconds(parsed.GetValue(warmUp)), TimeSpan.FromSeconds(parsed.GetValue(seconds)));
            string[] chosen = WordList.Split(parsed.GetRequiredValue(loads));
            IReadOnlyList<LatencyFigures> figures = await study.RunAsync(
                [.. all.Where(load => chosen.Contains(load.Name))], Console.Error.WriteLine, cancellationToken).ConfigureAwait(false);
            LatencyReport.Write(figures, FigureOutput.WideConsole(TableWidth));
            await FigureOutput.WriteAsync(parsed.GetValue(json), figures, cancellationToken).ConfigureAwait(false);
            return 0;
        });
        return command;
    }

    /// <summary>What the program starts itself with for every leg.</summary>
    public static Command CreateLeg()
    {
        Option<string> peer = new("--peer") { Required = true };
        Option<int> neighbours = new("--neighbours") { Required = true };
        Option<double> neighbourRate = new("--neighbour-rate") { Required = true };
        Option<string> ports = new("--ports") { Required = true };
        Option<string> folder = new("--folder") { Required = true };
        Option<int> rate = new("--rate") { Required = true };
        Option<double> warmUp = new("--warm-up") { Required = true };
        Option<double> seconds = new("--seconds") { Required = true };
        Command command = new("latency-leg", "One leg of a study of latency.") { Hidden = true, Options = { peer, neighbours, neighbourRate, ports, folder, rate, warmUp, seconds } };
        command.SetAction(async (parsed, _) =>
        {
            Legs.ParentWatch.Start();
            LatencySettings settings = new(
                LatencyPeer.Find(parsed.GetRequiredValue(peer)), new LatencyLoad("", parsed.GetRequiredValue(neighbours), parsed.GetRequiredValue(neighbourRate)),
                AnswererPorts.Parse(parsed.GetRequiredValue(ports)), parsed.GetRequiredValue(folder), parsed.GetRequiredValue(rate),
                TimeSpan.FromSeconds(parsed.GetRequiredValue(warmUp)), TimeSpan.FromSeconds(parsed.GetRequiredValue(seconds)));
            Console.WriteLine(JsonSerializer.Serialize(await LatencyLeg.RunAsync(settings).ConfigureAwait(false), LatencyJson.Default.LatencyResult));
            return 0;
        });
        return command;
    }
}
