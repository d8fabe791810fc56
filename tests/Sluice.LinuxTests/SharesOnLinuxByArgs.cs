using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class SharesOnLinuxByArgs() : ShareSuite(new ArgsFlavour(TransmitterBackend.Linux));
