using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class ManyFilesOnLinuxByArgs() : ManyFileSuite(new ArgsFlavour(TransmitterBackend.Linux));
