using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class SendFileOnPortable() : OwnSendFileSuite(TransmitterBackend.Portable);
