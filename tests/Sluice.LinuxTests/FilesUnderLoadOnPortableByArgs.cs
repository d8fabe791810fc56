using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class FilesUnderLoadOnPortableByArgs() : FileLoadSuite(new ArgsFlavour(TransmitterBackend.Portable));
