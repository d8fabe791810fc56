using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class FlagsOnLinuxByArgs() : FlagSuite(new ArgsFlavour(TransmitterBackend.Linux));
