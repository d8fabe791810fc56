using System.CommandLine;
using Sluice.Cli.Demo;
using Sluice.Cli.Output;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice demo</c>: this library and the stock call side by side, on this machine.</summary>
internal sealed class DemoCommand : Command, IExplained
{
    private readonly SizeOption _size = new("generated", example: "8MiB", size: "256MiB");

    public DemoCommand()
        : base("demo", "Sends text, files and a large generated file over loopback, with Sluice and with the stock call, checks every byte and compares both.")
    {
        Options.Add(_size);
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples => ["sluice demo", "sluice demo --size 1GiB > comparison.md"];

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        (int)await new DemoRunner(Page.On(parsed.InvocationConfiguration.Output)).RunAsync(_size.Read(parsed), cancellationToken);
}
