using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class FlagsOnPortableByAwaitable() : FlagSuite(new AwaitableFlavour(TransmitterBackend.Portable));
