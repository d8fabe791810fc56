using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class ThreadsOnLinuxByArgs() : ThreadSuite(new ArgsFlavour(TransmitterBackend.Linux));
