using Sluice.Cli.Commands;
using Sluice.Cli.Endpoints;
using Sluice.Cli.Output;
using Spectre.Console;

namespace Sluice.Cli.Demo;

/// <summary><c>sluice demo</c>: sends the same both ways over loopback, checks what arrives, and shows both side by side.</summary>
internal sealed class DemoRunner(IAnsiConsole console)
{
    private const string Loopback = "127.0.0.1:0";

    public async Task<ExitCode> RunAsync(long bytes, CancellationToken cancellationToken)
    {
        using DemoFolder folder = new();
        try
        {
            RealFiles files = RealFiles.Find(Environment.CurrentDirectory);
            using Listener listener = await Endpoint.Parse(Loopback).ListenAsync(cancellationToken);
            LegHost host = new(listener, files.Folder);
            SystemCallCounter counter = new(host, folder);

            Say($"Making {ByteSize.ToText(bytes)} of random bytes, and hashing all that will be sent ...");
            DemoPlan plan = await new DemoPlanner(files, folder).CreateAsync(bytes, cancellationToken);
            DemoTables tables = new(console, plan);
            tables.WriteInput();

            Say("Sending it both ways ...");
            Comparison large = await Comparison.RunAsync(host, counter, plan.Large, plan.LargeCounted, cancellationToken);
            tables.WriteLarge(large);

            Say("Sending a small file many times, both ways ...");
            Comparison small = await Comparison.RunAsync(host, counter, plan.Small, plan.SmallCounted, cancellationToken);
            tables.WriteSmall(small);

            tables.WriteVerdict(large.IsRight && small.IsRight);
            return large.IsRight && small.IsRight ? ExitCode.Success : ExitCode.Mismatch;
        }
        catch (OperationCanceledException)
        {
            throw CommandException.Interrupted("the demo is not complete; its temporary files are removed");
        }
    }

    private void Say(string step) => console.MarkupLineInterpolated($"[grey]{step}[/]");
}
