using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class ErrorsOnPortableByAwaitable() : ErrorSuite(new AwaitableFlavour(TransmitterBackend.Portable));
