using System.CommandLine;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sluice.Cli.Datagrams;
using Sluice.Cli.Endpoints;
using Sluice.Cli.Output;
using Sluice.Cli.Receiving;
using Sluice.Cli.Serving;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice receive</c>: accepts connections and says what came in.</summary>
internal sealed class ReceiveCommand : Command, IExplained
{
    private readonly OutputOptions _output = new();

    private readonly Option<string> _listen = new("--listen")
    {
        Description = "Where to listen: HOST:PORT, [IPV6]:PORT or unix:PATH. Port 0 takes a free one and prints it.",
        HelpName = "ENDPOINT",
        Required = true,
    };

    private readonly Option<string?> _out = new("--out")
    {
        Description = "File for the bytes received. It takes the place of an old one when the first connection is complete; later ones follow it. Connections are then taken one at a time.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _once = new("--once") { Description = "End after one connection; its failure is then that of the command." };

    private readonly Option<string?> _expected = new("--expect-sha256")
    {
        Description = "What the one connection has to bring. If it brings anything else, the command fails and keeps nothing.",
        HelpName = "HEX",
    };

    private readonly Option<string[]> _tls = new("--tls")
    {
        Description = "Speak TLS, with these PEM files.",
        HelpName = "CERT KEY",
        Arity = new ArgumentArity(2, 2),
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<bool> _udp = new("--udp") { Description = "Receive datagrams over UDP. A sender has ended when nothing has come from it for a second." };

    private readonly Option<bool> _sequence = new("--sequence") { Description = "The datagrams come from 'sluice send --udp --sequence': tell what was lost, reordered or duplicated." };

    public ReceiveCommand()
        : base("receive", "Accepts connections and prints, for each, its bytes, rate and SHA-256.")
    {
        foreach (Option option in (Option[])[_listen, _out, _once, _expected, _tls, _udp, _sequence])
            Options.Add(option);
        _output.AddTo(this);
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples =>
    [
        "sluice receive --listen 127.0.0.1:9000 --out all.bin --once",
        "sluice receive --listen '[::]:9000' --out big.iso --once --expect-sha256 \"$(cut -d' ' -f1 big.iso.sha256)\"",
        "sluice receive --listen 0.0.0.0:9443 --tls cert.pem key.pem --json",
        "sluice receive --listen 127.0.0.1:9000 --udp --sequence --once",
    ];

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        bool isUdp = parsed.GetValue(_udp);
        if (!isUdp && parsed.GetValue(_sequence))
            throw CommandException.Usage("--sequence is for datagrams: add --udp, or leave it out.");
        ReceiveSettings settings = ReadSettings(parsed);
        Reporter reporter = new(parsed.InvocationConfiguration.Output, _output.Read(parsed));
        if (isUdp)
            await RunDatagramsAsync(parsed, settings, reporter, cancellationToken);
        else
            await RunStreamAsync(parsed, settings, reporter, cancellationToken);
        return (int)ExitCode.Success;
    }

    private async Task RunStreamAsync(ParseResult parsed, ReceiveSettings settings, Reporter reporter, CancellationToken cancellationToken)
    {
        Endpoint endpoint = Endpoint.Parse(parsed.GetRequiredValue(_listen));
        using X509Certificate2? certificate = parsed.GetValue(_tls) is [var publicPart, var key] ? ServerCertificate.Load(publicPart, key) : null;
        using Listener listener = await endpoint.ListenAsync(cancellationToken);
        using OutputFile? copy = OpenCopy(parsed);
        Receiver receiver = new(listener, settings with { Copy = copy, Certificate = certificate }, reporter, parsed.InvocationConfiguration.Error);
        await receiver.RunAsync(cancellationToken);
    }

    private async Task RunDatagramsAsync(ParseResult parsed, ReceiveSettings settings, Reporter reporter, CancellationToken cancellationToken)
    {
        UdpEndpoint endpoint = UdpEndpoint.Parse(parsed.GetRequiredValue(_listen));
        if (parsed.GetResult(_tls) is { Implicit: false })
            throw CommandException.Usage("--tls is for connections: leave it out, or leave --udp out.");
        using Socket socket = await endpoint.BindAsync(cancellationToken);
        using OutputFile? copy = OpenCopy(parsed);
        DatagramReceiver receiver = new(socket, settings with { Copy = copy }, parsed.GetValue(_sequence), reporter);
        await receiver.RunAsync(cancellationToken);
    }

    private ReceiveSettings ReadSettings(ParseResult parsed)
    {
        if (parsed.GetValue(_out) is { Length: 0 })
            throw CommandException.Usage("--out has an empty name: give a file, or leave the option out.");
        bool once = parsed.GetValue(_once);
        string? expected = parsed.GetValue(_expected);
        if (expected is not null && !once)
            throw CommandException.Usage("--expect-sha256 is about one connection: add --once.");
        if (expected is not null && (expected.Length != 2 * SHA256.HashSizeInBytes || !expected.All(char.IsAsciiHexDigit)))
            throw CommandException.Usage($"--expect-sha256 '{expected}' is no SHA-256: give its {2 * SHA256.HashSizeInBytes} hexadecimal digits, as sha256sum prints them.");
        return new ReceiveSettings { Once = once, ExpectedSha256 = expected?.ToLowerInvariant() };
    }

    private OutputFile? OpenCopy(ParseResult parsed) => parsed.GetValue(_out) is { } path ? OutputFile.Create(path) : null;
}
