using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class ErrorsOnLinuxByAwaitable() : ErrorSuite(new AwaitableFlavour(TransmitterBackend.Linux));
