using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class OrderOnLinuxByAwaitable() : OrderSuite(new AwaitableFlavour(TransmitterBackend.Linux));
