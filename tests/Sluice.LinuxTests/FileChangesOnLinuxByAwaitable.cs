using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class FileChangesOnLinuxByAwaitable() : FileChangeSuite(new AwaitableFlavour(TransmitterBackend.Linux));
