using System.CommandLine;
using System.Text.Json;
using Sluice.Compare.Calls;
using Sluice.Compare.Legs;
using Sluice.Compare.Peers;

namespace Sluice.Compare.Commands;

/// <summary>What the program starts itself with for every leg of a .NET peer.</summary>
internal static class LegCommand
{
    public static Command Create()
    {
        Option<string> peer = new("--peer") { Required = true };
        Option<string> workload = new("--workload") { Required = true };
        Option<int> port = new("--connect") { Required = true };
        Option<string> folder = new("--folder") { Required = true };
        Option<double> warmUp = new("--warm-up") { Required = true };
        Option<double> seconds = new("--seconds") { Required = true };
        Option<CallSource> counting = new("--counting");
        Option<string?> counter = new("--counter");
        Command command = new("leg", "One leg of a comparison.") { Hidden = true, Options = { peer, workload, port, folder, warmUp, seconds, counting, counter } };
        command.SetAction(async (parsed, _) =>
        {
            ParentWatch.Start();
            LegSettings settings = new(
                PeerCatalog.Find(parsed.GetRequiredValue(peer)),
                JsonSerializer.Deserialize(parsed.GetRequiredValue(workload), LegJson.Default.Workload)!,
                parsed.GetRequiredValue(folder),
                TimeSpan.FromSeconds(parsed.GetRequiredValue(warmUp)),
                TimeSpan.FromSeconds(parsed.GetRequiredValue(seconds)))
            {
                Counting = parsed.GetValue(counting),
                CounterFolder = parsed.GetValue(counter),
            };
            LegResult result;
            try
            {
                result = await Leg.RunAsync(settings, parsed.GetRequiredValue(port)).ConfigureAwait(false);
            }
            catch (IOException failure)
            {
                // Peers that leak their files come to this; it is one of the things measured.
                result = LegResult.Failed(failure.Message);
            }

            Console.WriteLine(JsonSerializer.Serialize(result, LegJson.Default.LegResult));
            return 0;
        });
        return command;
    }
}
