using System.CommandLine;
using System.Net.Sockets;
using Sluice.Cli.Datagrams;
using Sluice.Cli.Endpoints;
using Sluice.Cli.Receiving;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice receive</c>: accepts connections and says what came in.</summary>
internal sealed class ReceiveCommand : Command
{
    private readonly Option<string> _listen = new("--listen")
    {
        Description = "Where to listen: HOST:PORT, [IPV6]:PORT or unix:PATH. Port 0 takes a free one and prints it.",
        HelpName = "ENDPOINT",
        Required = true,
    };

    private readonly Option<string?> _out = new("--out")
    {
        Description = "File for the bytes received; what it held is lost. Connections are then taken one at a time, and follow each other in it.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _once = new("--once") { Description = "End after one connection; its failure is then that of the command." };

    private readonly Option<bool> _udp = new("--udp") { Description = "Receive datagrams over UDP. A sender has ended when nothing has come from it for a second." };

    private readonly Option<bool> _sequence = new("--sequence") { Description = "The datagrams come from 'sluice send --udp --sequence': tell what was lost, reordered or duplicated." };

    public ReceiveCommand()
        : base("receive", "Accepts connections and prints, for each, its bytes, rate and SHA-256.")
    {
        Options.Add(_listen);
        Options.Add(_out);
        Options.Add(_once);
        Options.Add(_udp);
        Options.Add(_sequence);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_out) is { Length: 0 })
            throw CommandException.Usage("--out has an empty name: give a file, or leave the option out.");
        if (parsed.GetValue(_udp))
            return await RunDatagramsAsync(parsed, cancellationToken);
        if (parsed.GetValue(_sequence))
            throw CommandException.Usage("--sequence is for datagrams: add --udp, or leave it out.");
        Endpoint endpoint = Endpoint.Parse(parsed.GetRequiredValue(_listen));
        InvocationConfiguration invocation = parsed.InvocationConfiguration;

        using Listener listener = await endpoint.ListenAsync(cancellationToken);
        await using FileStream? copy = parsed.GetValue(_out) is { } path ? File.Create(path) : null;
        Receiver receiver = new(listener, copy, invocation.Output, invocation.Error);
        await receiver.RunAsync(parsed.GetValue(_once), cancellationToken);
        return (int)ExitCode.Success;
    }

    private async Task<int> RunDatagramsAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        UdpEndpoint endpoint = UdpEndpoint.Parse(parsed.GetRequiredValue(_listen));
        using Socket socket = await endpoint.BindAsync(cancellationToken);
        await using FileStream? copy = parsed.GetValue(_out) is { } path ? File.Create(path) : null;
        DatagramReceiver receiver = new(socket, copy, parsed.GetValue(_sequence), parsed.InvocationConfiguration.Output);
        await receiver.RunAsync(parsed.GetValue(_once), cancellationToken);
        return (int)ExitCode.Success;
    }
}
