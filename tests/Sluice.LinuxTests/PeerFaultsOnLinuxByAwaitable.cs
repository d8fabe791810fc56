using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class PeerFaultsOnLinuxByAwaitable() : PeerFaultSuite(new AwaitableFlavour(TransmitterBackend.Linux));
