using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class SharesOnPortableByAwaitable() : ShareSuite(new AwaitableFlavour(TransmitterBackend.Portable));
