using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class ElementsOnLinuxByArgs() : ElementSuite(new ArgsFlavour(TransmitterBackend.Linux));
