using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class DatagramsOnLinuxByAwaitable() : DatagramSuite(new AwaitableFlavour(TransmitterBackend.Linux));
