using System.CommandLine;
using Sluice.Cli.Output;

namespace Sluice.Cli.Commands;

/// <summary><c>--size</c>: how large a file is to be made.</summary>
internal sealed class SizeOption : Option<string>
{
    private const long MostBytes = 1L << 40;

    private readonly string _example;

    /// <param name="file">Which file.</param>
    /// <param name="example">A size to name in help and errors.</param>
    /// <param name="size">The size unless one is given.</param>
    public SizeOption(string file, string example, string size)
        : base("--size")
    {
        _example = example;
        Description = $"Size of the {file} file, as in {example} or 1GB.";
        HelpName = "SIZE";
        DefaultValueFactory = _ => size;
    }

    /// <summary>The bytes that were asked for. Throws where that is no size.</summary>
    public long Read(ParseResult parsed)
    {
        string text = parsed.GetRequiredValue(this);
        return ByteSize.TryParse(text, out long bytes) && bytes is > 0 and <= MostBytes
            ? bytes
            : throw CommandException.Usage($"--size '{text}' is not a size from 1 byte to 1,024 GiB: give a number and a unit, as in {_example} or 1GB.");
    }
}
