using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class FileChangesOnLinuxByArgs() : FileChangeSuite(new ArgsFlavour(TransmitterBackend.Linux));
