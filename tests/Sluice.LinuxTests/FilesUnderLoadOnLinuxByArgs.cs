using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class FilesUnderLoadOnLinuxByArgs() : FileLoadSuite(new ArgsFlavour(TransmitterBackend.Linux));
