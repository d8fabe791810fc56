using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class ManyFilesOnPortableByArgs() : ManyFileSuite(new ArgsFlavour(TransmitterBackend.Portable));
