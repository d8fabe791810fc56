using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Sluice.Cli.Sending;

/// <summary>Whom a sender over TLS takes for the receiver.</summary>
internal sealed record TlsSettings
{
    /// <summary>The name that the receiver's certificate must have.</summary>
    public required string ServerName { get; init; }

    /// <summary>Authorities to be trusted in place of the system's; null for the system's.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>Whether anyone is taken, whatever the certificate.</summary>
    public bool TrustsAnyone { get; init; }

    public SslClientAuthenticationOptions ToOptions()
    {
        SslClientAuthenticationOptions options = new() { TargetHost = ServerName };
        if (Authorities is not null)
        {
            options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(Authorities);
        }

#pragma warning disable CA5359 // What the user asks for by --insecure, in so many words.
        if (TrustsAnyone)
            options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        return options;
    }
}
