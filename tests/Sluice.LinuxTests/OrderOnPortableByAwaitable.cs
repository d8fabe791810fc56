using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class OrderOnPortableByAwaitable() : OrderSuite(new AwaitableFlavour(TransmitterBackend.Portable));
