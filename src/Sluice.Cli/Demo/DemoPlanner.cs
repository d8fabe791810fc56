namespace Sluice.Cli.Demo;

/// <summary>Generates the files of the demo, and hashes all that will be sent.</summary>
internal sealed class DemoPlanner(RealFiles files, DemoFolder folder)
{
    // Under a tracer every call costs many times as much: a smaller file shows the same pattern.
    private const long MostCountedBytes = 16L << 20;

    private const int SmallHeaderBytes = 200;
    private const int SmallFileBytes = 16 * 1024;
    private const int SmallSends = 2_000;
    private const int SmallCountedSends = 100;

    // The runtime compiles a method again after thirty calls.
    private const int SmallWarmups = 100;

    private const string Text = "--text";
    private const string Trailer = "That was all.\n";

    public async Task<DemoPlan> CreateAsync(long bytes, CancellationToken cancellationToken)
    {
        long countedBytes = Math.Min(bytes, MostCountedBytes);
        string small = await folder.CreateFileAsync("small.bin", SmallFileBytes, cancellationToken);
        return new DemoPlan
        {
            Files = files,
            Large = await CreateLargeAsync("payload.bin", bytes, cancellationToken),
            LargeCounted = await CreateLargeAsync("counted.bin", countedBytes, cancellationToken),
            Small = await CreateSmallAsync(small, MostSmallSends(), cancellationToken),
            SmallCounted = await CreateSmallAsync(small, SmallCountedSends, cancellationToken),
            CountedBytes = countedBytes,
        };
    }

    /// <summary>The stock call leaves a descriptor open for each send: half of those that a process may have is the limit, for both ways.</summary>
    private static int MostSmallSends() => Math.Min(SmallSends, OpenFileLimit.Read() / 2);

    private async Task<Workload> CreateLargeAsync(string name, long bytes, CancellationToken cancellationToken)
    {
        string header = $"Here come {files.Names.Count} files and {bytes} random bytes.\n";
        string payload = await folder.CreateFileAsync(name, bytes, cancellationToken);

        using DigestBuilder digest = new();
        digest.AppendText(header);
        foreach (string file in files.Names)
            await digest.AppendFileAsync(Path.Combine(files.Folder, file), cancellationToken);
        await digest.AppendFileAsync(payload, cancellationToken);
        digest.AppendText(Trailer);
        return new Workload
        {
            Elements = [Text, header, .. files.Patterns, payload, Text, Trailer],
            ExpandedElements = [Text, header, .. files.Names, payload, Text, Trailer],
            Warmups = 1,
            Sends = 1,
            Expected = digest.Build(),
        };
    }

    private static async Task<Workload> CreateSmallAsync(string file, int sends, CancellationToken cancellationToken)
    {
        string header = new('h', SmallHeaderBytes);
        using DigestBuilder digest = new();
        for (int i = 0; i < sends; i++)
        {
            digest.AppendText(header);
            await digest.AppendFileAsync(file, cancellationToken);
        }

        string[] elements = [Text, header, file];
        return new Workload { Elements = elements, ExpandedElements = elements, Warmups = SmallWarmups, Sends = sends, Expected = digest.Build() };
    }
}
