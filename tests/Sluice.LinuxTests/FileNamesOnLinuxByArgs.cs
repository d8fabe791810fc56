using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class FileNamesOnLinuxByArgs() : FileNameSuite(new ArgsFlavour(TransmitterBackend.Linux));
