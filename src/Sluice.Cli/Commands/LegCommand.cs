using System.CommandLine;
using System.Text.Json;
using Sluice.Cli.Demo;
using Sluice.Cli.Endpoints;

namespace Sluice.Cli.Commands;

/// <summary>
/// <c>sluice leg</c>, hidden: one leg of the demo, in a process of its own, so that its processor time, descriptors and system calls are those of
/// the sending alone.
/// </summary>
internal sealed class LegCommand : Command
{
    public const string CommandName = "leg";

    private readonly ElementArguments _elements = new();
    private readonly Option<Way> _way = new("--way") { Required = true };
    private readonly Option<string> _to = new("--to") { Required = true };
    private readonly Option<int> _warmups = new("--warmups") { Required = true };
    private readonly Option<int> _sends = new("--sends") { Required = true };

    public LegCommand()
        : base(CommandName, "One leg of the demo; prints its report as JSON.")
    {
        Hidden = true;
        Options.Add(_way);
        Options.Add(_to);
        Options.Add(_warmups);
        Options.Add(_sends);
        _elements.AddTo(this);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        LegRunner runner = new(parsed.GetValue(_way), Endpoint.Parse(parsed.GetRequiredValue(_to)), [.. _elements.Read(parsed).Select(static element => element.ToStockElement())]);
        LegReport report = await runner.RunAsync(parsed.GetValue(_warmups), parsed.GetValue(_sends), cancellationToken);
        await parsed.InvocationConfiguration.Output.WriteLineAsync(JsonSerializer.Serialize(report, LegJson.Default.LegReport));
        return (int)ExitCode.Success;
    }
}
