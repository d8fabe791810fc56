using Xunit;

namespace Sluice.Tests.Diagnostics;

/// <summary>The tests that listen to the whole process run when no other does.</summary>
[CollectionDefinition(nameof(ListeningTests), DisableParallelization = true)]
public sealed class ListeningTests;
