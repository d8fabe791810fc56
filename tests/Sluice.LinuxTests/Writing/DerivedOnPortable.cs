namespace Sluice.LinuxTests.Writing;

public sealed class DerivedOnPortable() : StreamSuite(new DerivedStreamFlavour(TransmitterBackend.Portable));
