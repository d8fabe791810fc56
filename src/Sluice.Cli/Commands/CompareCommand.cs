using System.CommandLine;
using Sluice.Cli.Comparing;
using Sluice.Cli.Demo;
using Sluice.Cli.Endpoints;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice compare</c>: three workloads over loopback, by this library and by the stock call, as a table and a plot.</summary>
internal sealed class CompareCommand : Command, IExplained
{
    private const int MostRounds = 99;

    private readonly Option<int> _rounds = new("--rounds")
    {
        Description = "How often each workload runs each way, in turn; an odd number, of which the middle one counts.",
        HelpName = "N",
        DefaultValueFactory = static _ => 5,
    };

    private readonly SizeOption _size = new("large", example: "64MiB", size: "64MiB");

    private readonly Option<bool> _json = new("--json") { Description = "Print an object of JSON on a line of its own for each workload." };

    public CompareCommand()
        : base("compare", "Sends three workloads over loopback, with Sluice and with the stock call, and shows how both compare on this machine.")
    {
        Options.Add(_rounds);
        Options.Add(_size);
        Options.Add(_json);
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples => ["sluice compare", "sluice compare --rounds 9 --size 1GiB --json > figures.jsonl"];

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        int rounds = parsed.GetValue(_rounds);
        if (rounds is < 1 or > MostRounds || rounds % 2 == 0)
            throw CommandException.Usage($"--rounds {rounds} is not an odd number from 1 to {MostRounds}.");
        long bytes = _size.Read(parsed);
        bool isJson = parsed.GetValue(_json);

        TextWriter output = parsed.InvocationConfiguration.Output;
        List<ComparisonReport> reports = [];
        try
        {
            using DemoFolder folder = new();
            using Listener listener = await Endpoint.Parse("127.0.0.1:0").ListenAsync(cancellationToken);
            ComparisonRounds runs = new(new LegHost(listener, Environment.CurrentDirectory), rounds);
            foreach (ComparedWorkload workload in await new ComparisonPlanner(folder).CreateAsync(bytes, cancellationToken))
            {
                reports.Add(await runs.RunAsync(workload, cancellationToken));
                if (isJson)
                    await output.WriteLineAsync(reports[^1].ToJson());
            }
        }
        catch (OperationCanceledException)
        {
            throw CommandException.Interrupted("the comparison is not complete; its temporary files are removed");
        }

        if (!isJson)
            ComparisonPage.Write(output, reports, rounds);
        if (reports.Find(static report => !report.IsRight) is { } wrong)
            throw new CommandException(ExitCode.Mismatch, $"other bytes arrived than were sent ({wrong.Workload}): run it again, and report it if it stays.");
        return (int)ExitCode.Success;
    }
}
