using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class ErrorsOnPortableByArgs() : ErrorSuite(new ArgsFlavour(TransmitterBackend.Portable));
