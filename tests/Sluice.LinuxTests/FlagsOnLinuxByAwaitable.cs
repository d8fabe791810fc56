using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class FlagsOnLinuxByAwaitable() : FlagSuite(new AwaitableFlavour(TransmitterBackend.Linux));
