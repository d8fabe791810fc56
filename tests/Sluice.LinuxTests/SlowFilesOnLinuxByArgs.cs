using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class SlowFilesOnLinuxByArgs() : SlowFileSuite(new ArgsFlavour(TransmitterBackend.Linux));
