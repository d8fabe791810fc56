using System.CommandLine;
using Sluice.Compare.Report;
using Sluice.Compare.Web;
using Spectre.Console;

namespace Sluice.Compare.Commands;

/// <summary>Compares web servers that send files.</summary>
internal static class KestrelCommand
{
    public static Command Create()
    {
        Option<string> servers = new Option<string>("--servers")
        {
            Description = "Names, separated by commas.",
            DefaultValueFactory = _ => string.Join(',', WebServers.All),
        }.OfWords(WebServers.All);
        Option<string?> sizes = new Option<string?>("--sizes") { Description = "Sizes of files in KiB, separated by commas; all unless given." }.OfWords(WebTarget.All.Select(Kibibytes));
        Option<int> connections = new("--connections") { Description = "Connections of the client.", DefaultValueFactory = _ => 64 };
        Option<int> rounds = new("--rounds") { Description = "Rounds; every one has a leg of every server.", DefaultValueFactory = _ => 5 };
        Option<int> seconds = new("--seconds") { Description = "Length of a leg.", DefaultValueFactory = _ => 3 };
        Option<string?> json = new("--json") { Description = "A file to write every leg to; the plot command draws it." };
        Command command = new("kestrel", "Stock Kestrel, Kestrel with Sluice and nginx, side by side, under wrk. Needs the Debian packages wrk and nginx-light.")
        {
            Options = { servers, sizes, connections, rounds, seconds, json },
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            WebSettings settings = new(
                WordList.Split(parsed.GetRequiredValue(servers)),
                parsed.GetValue(sizes) is { } some ? [.. WebTarget.All.Where(target => WordList.Split(some).Contains(Kibibytes(target)))] : WebTarget.All,
                parsed.GetValue(connections), parsed.GetValue(rounds), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(parsed.GetValue(seconds)));
            List<WebLeg> legs = await new WebComparison(settings, new WebReport(AnsiConsole.Console)).RunAsync(cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(json) is { } path)
                await new WebComparisonReport(settings.Connections, legs).WriteAsync(path, cancellationToken).ConfigureAwait(false);
            return 0;
        });
        return command;
    }

    private static string Kibibytes(WebTarget target) => $"{target.FileBytes / 1024}";
}
