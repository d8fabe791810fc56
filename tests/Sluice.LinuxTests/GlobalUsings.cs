global using Sluice.LinuxTests.Flavours;
global using Sluice.TestSupport;
global using Sluice.TestSupport.Files;
global using Sluice.TestSupport.Sockets;
global using Xunit;

// The tests count descriptors and threads of the process, and time whole sends: one at a time.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
