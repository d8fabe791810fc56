namespace Sluice.LinuxTests.Writing;

public sealed class NetworkOnPortable() : StreamSuite(new NetworkStreamFlavour(TransmitterBackend.Portable));
