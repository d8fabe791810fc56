using Sluice.Cli.Demo;

namespace Sluice.Cli.Comparing;

/// <summary>Generates what is compared: what a file server does all day, what a protocol of many small parts does, and a large file.</summary>
internal sealed class ComparisonPlanner(DemoFolder folder)
{
    private const int HeaderBytes = 200;
    private const int SmallFileBytes = 16 * 1024;
    private const int SmallSends = 2_000;
    private const int Buffers = 64;
    private const int BufferBytes = 64;
    private const int BufferSends = 5_000;
    private const int LargeSends = 4;

    // The runtime compiles a method again after thirty calls.
    private const int Warmups = 100;

    private const string Text = "--text";

    public async Task<IReadOnlyList<ComparedWorkload>> CreateAsync(long largeBytes, CancellationToken cancellationToken)
    {
        string header = new('h', HeaderBytes);
        string small = await folder.CreateFileAsync("small.bin", SmallFileBytes, cancellationToken);
        string large = await folder.CreateFileAsync("large.bin", largeBytes, cancellationToken);
        string buffer = new('b', BufferBytes);

        // The stock call leaves a descriptor open for each file until a garbage collection: half of those that a process may have is the limit, for both ways.
        int smallSends = Math.Min(SmallSends, OpenFileLimit.Read() / 2);
        return
        [
            new ComparedWorkload("small file", "a 200-byte header and a 16 KiB file by path", await CreateAsync([Text, header, small], Warmups, smallSends, cancellationToken)),
            new ComparedWorkload(
                "many buffers", "64 buffers of 64 bytes", await CreateAsync([.. Enumerable.Repeat((string[])[Text, buffer], Buffers).SelectMany(static part => part)], Warmups, BufferSends, cancellationToken)),
            new ComparedWorkload("large file", $"a file of {Output.ByteSize.ToText(largeBytes)}", await CreateAsync([Text, header, large], 1, LargeSends, cancellationToken)),
        ];
    }

    /// <param name="elements">Texts, each behind <c>--text</c>, and files.</param>
    /// <param name="warmups">Sends that do not count.</param>
    /// <param name="sends">Sends that do.</param>
    /// <param name="cancellationToken">Ends the hashing.</param>
    private static async Task<Workload> CreateAsync(string[] elements, int warmups, int sends, CancellationToken cancellationToken)
    {
        using DigestBuilder digest = new();
        for (int send = 0; send < sends; send++)
        {
            for (int i = 0; i < elements.Length; i++)
            {
                if (elements[i] == Text)
                    digest.AppendText(elements[++i]);
                else
                    await digest.AppendFileAsync(elements[i], cancellationToken);
            }
        }

        return new Workload { Elements = elements, ExpandedElements = elements, Warmups = warmups, Sends = sends, Expected = digest.Build() };
    }
}
