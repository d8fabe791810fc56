using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class SendFileOnLinux() : OwnSendFileSuite(TransmitterBackend.Linux);
