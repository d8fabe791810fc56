using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class PeerFaultsOnLinuxByArgs() : PeerFaultSuite(new ArgsFlavour(TransmitterBackend.Linux));
