using System.CommandLine;
using Sluice.Cli.Endpoints;
using Sluice.Cli.Serving;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice serve</c>: a static file server.</summary>
internal sealed class ServeCommand : Command, IExplained
{
    private readonly Argument<string> _folder = new("DIR") { Description = "The folder to serve. Nothing outside it is ever sent." };

    private readonly Option<string[]> _listen = new("--listen")
    {
        Description = "Where to listen: HOST:PORT, [IPV6]:PORT or unix:PATH; may come several times. Port 0 takes a free one and prints it.",
        HelpName = "ENDPOINT",
        DefaultValueFactory = _ => ["127.0.0.1:8080"],
    };

    private readonly Option<bool> _browse = new("--browse") { Description = "List folders that have no index.html." };
    private readonly Option<bool> _hidden = new("--hidden") { Description = "Serve what begins with a dot as well." };
    private readonly Option<bool> _links = new("--links") { Description = "Follow symbolic links that lead out of DIR." };
    private readonly Option<bool> _metrics = new("--metrics") { Description = $"Give figures for Prometheus at {ServerPaths.Metrics}." };

    private readonly Option<string[]> _tls = new("--tls")
    {
        Description = "Speak TLS, with these PEM files. Files are then copied through it.",
        HelpName = "CERT KEY",
        Arity = new ArgumentArity(2, 2),
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string> _accessLog = new("--access-log") { Description = "json: a line for each request on the standard output.", DefaultValueFactory = _ => "off" };

    private readonly Option<double> _drain = new("--drain")
    {
        Description = $"Seconds for which, once it is to stop, {ServerPaths.Health} says 503 while requests are still taken: time for a load balancer to see it.",
        HelpName = "SECONDS",
    };

    private readonly Option<double> _grace = new("--grace")
    {
        Description = "Most seconds that requests under way are waited for after that.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => 30,
    };

    public ServeCommand()
        : base("serve", "Serves the files of a folder over HTTP.")
    {
        _accessLog.AcceptOnlyFromAmong("off", "json");
        Arguments.Add(_folder);
        foreach (Option option in (Option[])[_listen, _browse, _hidden, _links, _tls, _accessLog, _metrics, _drain, _grace])
            Options.Add(option);
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples =>
    [
        "sluice serve www --browse",
        "sluice serve www --listen 0.0.0.0:8443 --tls cert.pem key.pem --access-log json --metrics",
    ];

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string folder = Path.GetFullPath(parsed.GetRequiredValue(_folder));
        if (!Directory.Exists(folder))
            throw new CommandException(ExitCode.File, $"{folder} is not a folder: give the one whose files are to be served.");
        ServerSettings settings = new()
        {
            Folder = folder,
            Endpoints = [.. parsed.GetRequiredValue(_listen).Select(Endpoint.Parse)],
            Browse = parsed.GetValue(_browse),
            Hidden = parsed.GetValue(_hidden),
            FollowLinks = parsed.GetValue(_links),
            Metrics = parsed.GetValue(_metrics),
            Certificate = parsed.GetValue(_tls) is [var certificate, var key] ? ServerCertificate.Load(certificate, key) : null,
            LogAccess = parsed.GetRequiredValue(_accessLog) == "json",
            Drain = Seconds(parsed.GetValue(_drain), _drain.Name),
            Grace = Seconds(parsed.GetValue(_grace), _grace.Name),
        };
        InvocationConfiguration invocation = parsed.InvocationConfiguration;
        await FileServer.RunAsync(settings, invocation.Output, invocation.Error, cancellationToken);
        return (int)ExitCode.Success;
    }

    private static TimeSpan Seconds(double value, string option) => value is >= 0 and <= 86_400
        ? TimeSpan.FromSeconds(value)
        : throw CommandException.Usage($"{option} takes seconds, from 0 to 86400.");
}
