namespace Sluice.LinuxTests.Writing;

public sealed class PipeOnLinux() : StreamSuite(new PipeFlavour(TransmitterBackend.Linux));
