using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sluice.Cli.Tests.Support;

/// <summary>A certificate for <c>localhost</c>, its own authority, with its key: two PEM files.</summary>
internal static class TestCertificate
{
    public static void Write(TemporaryFolder folder)
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=Sluice tests", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        folder.WriteText("cert.pem", certificate.ExportCertificatePem());
        folder.WriteText("key.pem", key.ExportPkcs8PrivateKeyPem());
    }
}
