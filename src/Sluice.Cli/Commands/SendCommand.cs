using System.CommandLine;
using System.Net.Sockets;
using Sluice.Cli.Datagrams;
using Sluice.Cli.Elements;
using Sluice.Cli.Endpoints;
using Sluice.Cli.Output;
using Sluice.Cli.Sending;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice send</c>: everything on the command line, over a connection of its own.</summary>
internal sealed class SendCommand : Command, IExplained
{
    private readonly ElementArguments _elements = new();
    private readonly SendOptions _how = new();
    private readonly TlsClientOptions _tls = new();
    private readonly OutputOptions _output = new();

    private readonly Option<string> _to = new("--to")
    {
        Description = "Where to send: HOST:PORT, [IPV6]:PORT or unix:PATH.",
        HelpName = "ENDPOINT",
        Required = true,
    };

    private readonly Option<bool> _udp = new("--udp") { Description = "Send datagrams over UDP." };

    private readonly Option<bool> _sequence = new("--sequence")
    {
        Description = "Begin every datagram with its number and their total, 16 bytes, by which 'sluice receive --udp --sequence' tells what was lost.",
    };

    private readonly Option<bool> _disconnect = new("--disconnect") { Description = "Wait at the end until the receiver has everything." };

    private readonly Option<bool> _sha256 = new("--sha256") { Description = "Tell the SHA-256 of what was sent. Files are then copied through this process." };

    public SendCommand()
        : base("send", "Sends files, text and bytes, in the order given, and then closes the connection.")
    {
        Options.Add(_to);
        Options.Add(_udp);
        _how.AddTo(this);
        Options.Add(_sequence);
        Options.Add(_disconnect);
        Options.Add(_sha256);
        _tls.AddTo(this);
        _output.AddTo(this);
        _elements.AddTo(this);
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples =>
    [
        "sluice send --to 127.0.0.1:9000 --text 'first, ' a.txt --hex 0d0a 'logs/*.log'",
        "sluice send --to backup:9000 --rate 10MB/s --timeout 30 --disconnect big.iso",
        "sluice send --to backup:9000 disk.img@1GiB+64MiB",
        "tar c photos | sluice send --to backup:9443 --tls --ca ca.pem --sha256 -",
        "sluice send --to 127.0.0.1:9000 --udp --sequence --send-size 1200 video.ts",
    ];

    public SendElement[] ReadElements(ParseResult parsed) => _elements.Read(parsed);

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        SendJob job = _how.Read(parsed);
        OutputForm form = _output.Read(parsed);
        InvocationConfiguration invocation = parsed.InvocationConfiguration;
        ProgressDisplay? display = form == OutputForm.Lines ? ProgressDisplay.On(invocation.Error) : null;
        SendReport report = parsed.GetValue(_udp)
            ? await SendDatagramsAsync(parsed, job, display, cancellationToken)
            : await SendStreamAsync(parsed, job, display, cancellationToken);
        new Reporter(invocation.Output, form).Write(report);
        return (int)ExitCode.Success;
    }

    private async Task<SendReport> SendStreamAsync(ParseResult parsed, SendJob job, ProgressDisplay? display, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_sequence))
            throw CommandException.Usage("--sequence is for datagrams: add --udp, or leave it out.");
        Endpoint endpoint = Endpoint.Parse(parsed.GetRequiredValue(_to));
        Connector connector = new(endpoint, new LinkEnd(parsed.GetValue(_disconnect), job.Timeout))
        {
            Tls = _tls.Read(parsed, endpoint),
            IsHashed = parsed.GetValue(_sha256),
        };
        SendElement[] elements = await StandardInput.FillAsync(_elements.Read(parsed), cancellationToken);

        using Link link = await connector.ConnectAsync(cancellationToken);
        return await new SendRun(job with { Elements = ToPackets(elements) }, endpoint.ToString(), display).OverAsync(link, cancellationToken);
    }

    private async Task<SendReport> SendDatagramsAsync(ParseResult parsed, SendJob job, ProgressDisplay? display, CancellationToken cancellationToken)
    {
        UdpEndpoint endpoint = UdpEndpoint.Parse(parsed.GetRequiredValue(_to));
        if (parsed.GetValue(_disconnect) || parsed.GetValue(_sha256) || _tls.Read(parsed, endpoint.Address) is not null)
            throw CommandException.Usage("--disconnect, --sha256 and --tls are for connections: leave them out, or leave --udp out.");
        SendElement[] elements = await StandardInput.FillAsync(_elements.Read(parsed), cancellationToken);
        SequencedSend? sequenced = parsed.GetValue(_sequence) ? new SequencedSend(elements, job) : null;

        Socket socket = await endpoint.ConnectAsync(cancellationToken);
        using SocketLink link = new(socket, default);
        SendRun run = new(job with { Elements = ToPackets(elements) }, endpoint.ToString(), display);
        if (sequenced is null)
            return await run.OverAsync(link, cancellationToken);
        SendReport report = await run.WatchAsync((tally, token) => sequenced.SendAsync(socket, tally, token), cancellationToken);
        return report with { Sends = null, Datagrams = sequenced.Datagrams };
    }

    private static PacketElement[] ToPackets(SendElement[] elements) => Array.ConvertAll(elements, static element => element.ToPacketElement());
}
