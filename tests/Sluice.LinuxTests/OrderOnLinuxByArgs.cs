using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class OrderOnLinuxByArgs() : OrderSuite(new ArgsFlavour(TransmitterBackend.Linux));
