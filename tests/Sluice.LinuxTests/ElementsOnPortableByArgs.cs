using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class ElementsOnPortableByArgs() : ElementSuite(new ArgsFlavour(TransmitterBackend.Portable));
