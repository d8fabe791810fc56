using System.Net.Sockets;

namespace Sluice.AspNetCore.Tests;

/// <summary>Counts descriptors and memory of the whole process, so it runs while no other test does.</summary>
[CollectionDefinition(DisableParallelization = true)]
[Collection(typeof(ManyRequestsTests))]
public sealed class ManyRequestsTests : IDisposable
{
    // A short run in every test run; the variable makes it a long one (docs/aspnetcore.md).
    private static readonly int Requests = int.Parse(Environment.GetEnvironmentVariable("SLUICE_SOAK_REQUESTS") ?? "3000");

    private readonly TemporaryFolder _folder = new();

    public ManyRequestsTests()
    {
        _folder.Write("small", 4096);
        _folder.Write("medium", 200_000);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>BUGCLASSES 17. SLUICE_SOAK_REQUESTS=100000 makes it the long one.</summary>
    [Fact]
    public async Task ManyRequests_LeaveDescriptorsAndMemoryFlat()
    {
        await using WebServer server = await WebServer.StartAsync(Flavour.Sluice, _folder.Path);
        await RequestAllAsync(server, Math.Min(Requests, 20_000));
        await Bounded.Until(() => Descriptors.CountBelow(_folder.Path) == 0, "the first files were closed");
        int descriptors = Descriptors.Count();
        long memory = GC.GetTotalMemory(forceFullCollection: true);

        await RequestAllAsync(server, Requests);

        long grown = GC.GetTotalMemory(forceFullCollection: true) - memory;
        TestContext.Current.TestOutputHelper?.WriteLine($"{Requests} requests: {Descriptors.Count() - descriptors} descriptors and {grown} bytes more.");
        Assert.InRange(grown, long.MinValue, 2_000_000);
        await Bounded.Until(() => Descriptors.CountBelow(_folder.Path) == 0, "all files were closed");
        await Bounded.Until(() => Descriptors.Count() - descriptors <= 5, "all connections were closed");
    }

    private static async Task RequestAllAsync(WebServer server, int requests)
    {
        const int Connections = 8;
        (string Target, int Length)[] targets = [("/small", 4096), ("/medium", 200_000), ("/small", 4096), ("/send/medium?length=200010&before=5&after=5", 200_010)];
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            using Socket socket = await server.ConnectAsync();
            for (int i = 0; i < requests / Connections; i++)
                await socket.AskAsync(targets[i % targets.Length].Target, targets[i % targets.Length].Length);
        }));
    }
}
