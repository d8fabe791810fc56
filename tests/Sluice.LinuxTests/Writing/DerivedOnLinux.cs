namespace Sluice.LinuxTests.Writing;

public sealed class DerivedOnLinux() : StreamSuite(new DerivedStreamFlavour(TransmitterBackend.Linux));
