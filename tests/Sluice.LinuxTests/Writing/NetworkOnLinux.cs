namespace Sluice.LinuxTests.Writing;

public sealed class NetworkOnLinux() : StreamSuite(new NetworkStreamFlavour(TransmitterBackend.Linux));
