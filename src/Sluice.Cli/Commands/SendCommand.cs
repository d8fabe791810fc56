using System.CommandLine;
using System.Diagnostics;
using System.Net.Sockets;
using Sluice.Cli.Endpoints;
using Sluice.Cli.Output;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice send</c>: one send of everything on the command line, over a connection of its own.</summary>
internal sealed class SendCommand : Command
{
    private readonly ElementArguments _elements = new();

    private readonly Option<string> _to = new("--to")
    {
        Description = "Where to send: HOST:PORT, [IPV6]:PORT or unix:PATH.",
        HelpName = "ENDPOINT",
        Required = true,
    };

    public SendCommand()
        : base("send", "Sends files, text and bytes, in the order given, and then closes the connection.")
    {
        Options.Add(_to);
        _elements.AddTo(this);
        SetAction(RunAsync);
    }

    public SendPacketsElement[] ReadElements(ParseResult parsed) => _elements.Read(parsed);

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        Endpoint endpoint = Endpoint.Parse(parsed.GetRequiredValue(_to));
        SendPacketsElement[] elements = _elements.Read(parsed);

        using Socket socket = await endpoint.ConnectAsync(cancellationToken);
        Stopwatch watch = Stopwatch.StartNew();
        long sent = await socket.SendPacketsAsync(elements, cancellationToken: cancellationToken);
        TimeSpan elapsed = watch.Elapsed;
        socket.Shutdown(SocketShutdown.Send);

        await parsed.InvocationConfiguration.Output
            .WriteLineAsync($"sent {Format.Bytes(sent)} to {endpoint} in {Format.Duration(elapsed)} ({Format.Rate(sent, elapsed)})");
        return (int)ExitCode.Success;
    }
}
