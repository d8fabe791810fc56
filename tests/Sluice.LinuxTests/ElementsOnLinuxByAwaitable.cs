using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class ElementsOnLinuxByAwaitable() : ElementSuite(new AwaitableFlavour(TransmitterBackend.Linux));
