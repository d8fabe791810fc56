using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class SlowFilesOnPortableByAwaitable() : SlowFileSuite(new AwaitableFlavour(TransmitterBackend.Portable));
