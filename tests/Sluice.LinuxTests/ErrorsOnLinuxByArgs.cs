using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class ErrorsOnLinuxByArgs() : ErrorSuite(new ArgsFlavour(TransmitterBackend.Linux));
