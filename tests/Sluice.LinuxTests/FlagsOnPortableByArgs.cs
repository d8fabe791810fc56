using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class FlagsOnPortableByArgs() : FlagSuite(new ArgsFlavour(TransmitterBackend.Portable));
