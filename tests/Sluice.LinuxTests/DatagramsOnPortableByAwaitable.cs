using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class DatagramsOnPortableByAwaitable() : DatagramSuite(new AwaitableFlavour(TransmitterBackend.Portable));
