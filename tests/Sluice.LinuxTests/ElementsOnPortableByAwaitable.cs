using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class ElementsOnPortableByAwaitable() : ElementSuite(new AwaitableFlavour(TransmitterBackend.Portable));
