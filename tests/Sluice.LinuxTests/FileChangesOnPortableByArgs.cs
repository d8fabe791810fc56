using Sluice.LinuxTests.Suites;

namespace Sluice.LinuxTests;

public sealed class FileChangesOnPortableByArgs() : FileChangeSuite(new ArgsFlavour(TransmitterBackend.Portable));
