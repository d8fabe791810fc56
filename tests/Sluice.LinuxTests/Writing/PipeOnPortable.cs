namespace Sluice.LinuxTests.Writing;

public sealed class PipeOnPortable() : StreamSuite(new PipeFlavour(TransmitterBackend.Portable));
