using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class ThreadsOnLinuxByAwaitable() : ThreadSuite(new AwaitableFlavour(TransmitterBackend.Linux));
