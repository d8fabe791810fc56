using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sluice.Cli.Endpoints;
using Sluice.Cli.Sending;

namespace Sluice.Cli.Commands;

/// <summary>The options of a sender that speaks TLS.</summary>
internal sealed class TlsClientOptions
{
    private readonly Option<bool> _tls = new("--tls") { Description = "Speak TLS. Files are then copied through it." };

    private readonly Option<string?> _authorities = new("--ca")
    {
        Description = "Trust the certificates of this PEM file, and no others, for the receiver's.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _insecure = new("--insecure") { Description = "Take any certificate: nothing then tells who receives." };

    private readonly Option<string?> _serverName = new("--server-name")
    {
        Description = "The name that the receiver's certificate must have; the host of --to unless given.",
        HelpName = "NAME",
    };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_tls, _authorities, _insecure, _serverName])
            command.Options.Add(option);
    }

    /// <summary>Null where TLS was not asked for.</summary>
    public TlsSettings? Read(ParseResult parsed, Endpoint endpoint)
    {
        string? authorities = parsed.GetValue(_authorities);
        string? serverName = parsed.GetValue(_serverName);
        bool insecure = parsed.GetValue(_insecure);
        if (!parsed.GetValue(_tls))
        {
            return authorities is null && serverName is null && !insecure
                ? null
                : throw CommandException.Usage("--ca, --insecure and --server-name are about TLS: add --tls, or leave them out.");
        }

        if (insecure && authorities is not null)
            throw CommandException.Usage("--insecure takes any certificate, whatever --ca says: leave one of them out.");
        return new TlsSettings
        {
            ServerName = serverName ?? (endpoint is TcpEndpoint address ? address.Host : "localhost"),
            Authorities = authorities is null ? null : Load(authorities),
            TrustsAnyone = insecure,
        };
    }

    private static X509Certificate2Collection Load(string path)
    {
        X509Certificate2Collection certificates = [];
        try
        {
            certificates.ImportFromPemFile(path);
        }
        catch (CryptographicException cause)
        {
            throw new CommandException(ExitCode.File, $"--ca {path} is not a file of certificates in PEM: {cause.Message}", cause);
        }

        return certificates.Count > 0 ? certificates : throw new CommandException(ExitCode.File, $"--ca {path} holds no certificate in PEM: give the authority's own.");
    }
}
