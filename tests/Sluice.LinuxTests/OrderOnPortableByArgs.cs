using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class OrderOnPortableByArgs() : OrderSuite(new ArgsFlavour(TransmitterBackend.Portable));
