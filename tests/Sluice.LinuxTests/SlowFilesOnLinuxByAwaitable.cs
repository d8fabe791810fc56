using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class SlowFilesOnLinuxByAwaitable() : SlowFileSuite(new AwaitableFlavour(TransmitterBackend.Linux));
