namespace Sluice.LinuxTests.Writing;

public sealed class SslOnPortable() : StreamSuite(new SslFlavour(TransmitterBackend.Portable));
