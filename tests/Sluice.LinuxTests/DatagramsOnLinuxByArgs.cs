using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class DatagramsOnLinuxByArgs() : DatagramSuite(new ArgsFlavour(TransmitterBackend.Linux));
