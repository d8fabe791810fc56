using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sluice.Cli.Commands;

namespace Sluice.Cli.Serving;

/// <summary>Reads the certificate of a server.</summary>
internal static class ServerCertificate
{
    public static X509Certificate2 Load(string certificate, string key)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(certificate, key);
        }
        catch (Exception cause) when (cause is CryptographicException or ArgumentException)
        {
            throw new CommandException(ExitCode.File, $"{certificate} and {key} are not a certificate and its key in PEM: {cause.Message}", cause);
        }
    }
}
