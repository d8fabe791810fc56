using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class FileNamesOnPortableByAwaitable() : FileNameSuite(new AwaitableFlavour(TransmitterBackend.Portable));
