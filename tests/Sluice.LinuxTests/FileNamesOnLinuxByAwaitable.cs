using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class FileNamesOnLinuxByAwaitable() : FileNameSuite(new AwaitableFlavour(TransmitterBackend.Linux));
