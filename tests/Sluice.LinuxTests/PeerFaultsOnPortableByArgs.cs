using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class PeerFaultsOnPortableByArgs() : PeerFaultSuite(new ArgsFlavour(TransmitterBackend.Portable));
