global using Sluice.Examples.Tests.Support;
global using Sluice.TestSupport;
global using Sluice.TestSupport.Files;
global using Sluice.TestSupport.Processes;
global using Xunit;
