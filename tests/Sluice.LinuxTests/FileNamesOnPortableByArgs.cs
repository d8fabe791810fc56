using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class FileNamesOnPortableByArgs() : FileNameSuite(new ArgsFlavour(TransmitterBackend.Portable));
