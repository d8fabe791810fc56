using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class DatagramsOnPortableByArgs() : DatagramSuite(new ArgsFlavour(TransmitterBackend.Portable));
