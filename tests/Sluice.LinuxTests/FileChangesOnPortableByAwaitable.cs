using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class FileChangesOnPortableByAwaitable() : FileChangeSuite(new AwaitableFlavour(TransmitterBackend.Portable));
