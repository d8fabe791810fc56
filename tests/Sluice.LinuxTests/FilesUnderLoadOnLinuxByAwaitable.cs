using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class FilesUnderLoadOnLinuxByAwaitable() : FileLoadSuite(new AwaitableFlavour(TransmitterBackend.Linux));
