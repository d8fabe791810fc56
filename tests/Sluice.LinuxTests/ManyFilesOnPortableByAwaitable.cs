using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class ManyFilesOnPortableByAwaitable() : ManyFileSuite(new AwaitableFlavour(TransmitterBackend.Portable));
