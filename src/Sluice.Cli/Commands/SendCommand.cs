using System.CommandLine;
using System.Diagnostics;
using System.Net.Sockets;
using Sluice.Cli.Datagrams;
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

    private readonly Option<bool> _udp = new("--udp") { Description = "Send datagrams over UDP." };

    private readonly Option<int> _sendSize = new("--send-size")
    {
        Description = "Bytes of a datagram, into which everything is cut. Without it every element is one. Over TCP: most bytes of one kernel call.",
        HelpName = "BYTES",
    };

    private readonly Option<bool> _sequence = new("--sequence")
    {
        Description = "Begin every datagram with its number and their total, 16 bytes, by which 'sluice receive --udp --sequence' tells what was lost.",
    };

    public SendCommand()
        : base("send", "Sends files, text and bytes, in the order given, and then closes the connection.")
    {
        Options.Add(_to);
        Options.Add(_udp);
        Options.Add(_sendSize);
        Options.Add(_sequence);
        _elements.AddTo(this);
        SetAction(RunAsync);
    }

    public SendPacketsElement[] ReadElements(ParseResult parsed) => _elements.Read(parsed);

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        int sendSize = parsed.GetValue(_sendSize);
        if (sendSize < 0 || (sendSize == 0 && parsed.GetResult(_sendSize) is { Implicit: false }))
            throw CommandException.Usage($"--send-size {sendSize} is not a number of bytes: give one from 1 on, or leave the option out.");
        if (parsed.GetValue(_udp))
            return await RunDatagramsAsync(parsed, sendSize, cancellationToken);
        if (parsed.GetValue(_sequence))
            throw CommandException.Usage("--sequence is for datagrams: add --udp, or leave it out.");

        Endpoint endpoint = Endpoint.Parse(parsed.GetRequiredValue(_to));
        SendPacketsElement[] elements = _elements.Read(parsed);

        using Socket socket = await endpoint.ConnectAsync(cancellationToken);
        Stopwatch watch = Stopwatch.StartNew();
        long sent = await socket.SendPacketsAsync(elements, new SendPacketsOptions { SendSize = sendSize }, cancellationToken);
        TimeSpan elapsed = watch.Elapsed;
        socket.Shutdown(SocketShutdown.Send);

        await parsed.InvocationConfiguration.Output
            .WriteLineAsync($"sent {Format.Bytes(sent)} to {endpoint} in {Format.Duration(elapsed)} ({Format.Rate(sent, elapsed)})");
        return (int)ExitCode.Success;
    }

    private async Task<int> RunDatagramsAsync(ParseResult parsed, int sendSize, CancellationToken cancellationToken)
    {
        UdpEndpoint endpoint = UdpEndpoint.Parse(parsed.GetRequiredValue(_to));
        SendPacketsElement[] elements = _elements.Read(parsed);
        SequencedSend? sequenced = parsed.GetValue(_sequence) ? new SequencedSend(elements, sendSize) : null;

        using Socket socket = await endpoint.ConnectAsync(cancellationToken);
        Stopwatch watch = Stopwatch.StartNew();
        long sent = sequenced?.Bytes ?? 0;
        if (sequenced is not null)
            await sequenced.SendAsync(socket, cancellationToken);
        else
            sent = await socket.SendPacketsAsync(elements, new SendPacketsOptions { SendSize = sendSize }, cancellationToken);
        TimeSpan elapsed = watch.Elapsed;

        string datagrams = sequenced is null ? "" : $" in {Format.Number(sequenced.Datagrams)} {(sequenced.Datagrams == 1 ? "datagram" : "datagrams")}";
        await parsed.InvocationConfiguration.Output
            .WriteLineAsync($"sent {Format.Bytes(sent)}{datagrams} to {endpoint} in {Format.Duration(elapsed)} ({Format.Rate(sent, elapsed)})");
        return (int)ExitCode.Success;
    }
}
