using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class SharesOnLinuxByAwaitable() : ShareSuite(new AwaitableFlavour(TransmitterBackend.Linux));
