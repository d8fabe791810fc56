using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class ManyFilesOnLinuxByAwaitable() : ManyFileSuite(new AwaitableFlavour(TransmitterBackend.Linux));
