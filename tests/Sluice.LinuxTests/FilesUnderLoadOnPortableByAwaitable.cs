using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class FilesUnderLoadOnPortableByAwaitable() : FileLoadSuite(new AwaitableFlavour(TransmitterBackend.Portable));
