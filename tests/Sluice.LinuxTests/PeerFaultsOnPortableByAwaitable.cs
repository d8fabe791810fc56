using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class PeerFaultsOnPortableByAwaitable() : PeerFaultSuite(new AwaitableFlavour(TransmitterBackend.Portable));
