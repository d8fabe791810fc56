using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sluice.LinuxTests.Writing;

/// <summary>TLS over a TCP connection of this machine, after a real handshake with a certificate of its own.</summary>
public sealed class SslFlavour(TransmitterBackend backend) : StreamFlavour(backend)
{
    private const string Host = "sluice.test";

    private static readonly Lazy<X509Certificate2> Certificate = new(MakeCertificate);

    public override bool SurvivesCancellation => false;

    public override long BigFileBytes => 1L << 30;

    public override async Task<StreamPair> ConnectAsync()
    {
        ConnectedPair pair = ConnectedPair.Create();
        SslStream server = new(new NetworkStream(pair.Sender, ownsSocket: true));
        SslStream client = new(new NetworkStream(pair.Receiver, ownsSocket: true));
        X509Certificate2 certificate = Certificate.Value;
        await Task.WhenAll(
            server.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }),
            client.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = Host,
                RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == certificate.GetCertHashString(),
            })).Within("the handshake");
        return new StreamPair(server, client);
    }

    private static X509Certificate2 MakeCertificate()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={Host}", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
