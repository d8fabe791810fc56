using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class SlowFilesOnPortableByArgs() : SlowFileSuite(new ArgsFlavour(TransmitterBackend.Portable));
