using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class SharesOnPortableByArgs() : ShareSuite(new ArgsFlavour(TransmitterBackend.Portable));
