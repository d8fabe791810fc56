namespace Sluice.LinuxTests.Writing;

public sealed class SslOnLinux() : StreamSuite(new SslFlavour(TransmitterBackend.Linux));
