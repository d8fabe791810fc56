using System.CommandLine;
using System.Text;
using Sluice.Cli.Commands;
using Sluice.Cli.Elements;
using Sluice.Cli.Tests.Support;
using Xunit;

namespace Sluice.Cli.Tests.Commands;

/// <summary>The parser keeps the order of options and that of arguments, but not the order between them: the tool does.</summary>
public sealed class ElementArgumentsTests
{
    [Theory]
    [InlineData("--text a f1 --hex 0d0a f2", "'a' f1 '\r\n' f2")]
    [InlineData("f1 f2 --text a --text b f3", "f1 f2 'a' 'b' f3")]
    [InlineData("--text=a --hex=62 --text c", "'a' 'b' 'c'")]
    [InlineData("f1 --text f1 f1", "f1 'f1' f1")]
    [InlineData("*.log --text @home ./--text", "*.log '@home' ./--text")]
    [InlineData("--text a -- --text -f --hex", "'a' --text -f --hex")]
    [InlineData("--text=--hex --text= f", "'--hex' '' f")]
    [InlineData("--text= -- --text= --hex= f", "'' --text= --hex= f")]
    [InlineData("a --eop --text b --eop --eop c", "a| 'b'| c")]
    [InlineData("--text=--eop -- --eop", "'--eop' --eop")]
    [InlineData("a - b", "a <stdin> b")]
    [InlineData("-- a -", "a -")]
    [InlineData("a@5 a@1KiB+2 a@+3MB b@c@0+1", "a[5..] a[1024+2] a[0+3000000] b@c[0+1]")]
    [InlineData("user@host a@ @5 a@5+ a@+ a@x+1 a@-1 a@1+2+3", "user@host a@ @5 a@5+ a@+ a@x+1 a@-1 a@1+2+3")]
    public void Elements_AreInTheOrderOfTheCommandLine(string elements, string expected)
    {
        // The destination may stand anywhere: it is no element.
        string[] words = elements.Split(' ');
        string[] to = ["--to", "localhost:9"];
        for (int place = 0; place <= words.Length; place++)
        {
            if ((place > 0 && words[place - 1] is "--text" or "--hex") || words.Take(place).Contains("--"))
                continue;
            Assert.Equal(expected, Describe(Read(["send", .. words[..place], .. to, .. words[place..]])));
        }
    }

    [Fact]
    public void Text_IsUtf8() => Assert.Equal("'Grüße'", Describe(Read(["send", "--to", "localhost:9", "--text", "Grüße"])));

    [Fact]
    public void Hex_MayHaveSpaces() => Assert.Equal("'ab'", Describe(Read(["send", "--to", "localhost:9", "--hex", "61 62"])));

    [Theory]
    [InlineData("--hex", "xy")]
    [InlineData("--hex", "1")]
    [InlineData("--verbose", "f")]
    [InlineData("f", "")]
    [InlineData("-", "-")]
    [InlineData("--eop", "f")]
    [InlineData("f", "*.log@5")]
    public void WrongElement_IsAnErrorOfUsage(string first, string second)
    {
        CommandException failure = Assert.Throws<CommandException>(() => Read(["send", "--to", "localhost:9", first, second]));
        Assert.Equal(ExitCode.Usage, failure.ExitCode);
    }

    /// <summary>Whoever has a file of that name can send it.</summary>
    [Fact]
    public void FileWhoseNameLooksLikeARange_IsThatFile()
    {
        using TemporaryFolder folder = new();
        folder.WriteText("a@5", "this one");

        Assert.Equal(folder["a@5"], Describe(Read(["send", "--to", "localhost:9", folder["a@5"]])));
        Assert.Equal($"{folder["a"]}[5..]", Describe(Read(["send", "--to", "localhost:9", folder["a@05"]])));
    }

    private static SendElement[] Read(string[] arguments)
    {
        ParseResult parsed = SluiceTool.Parse(arguments);
        Assert.Empty(parsed.Errors);
        return Assert.IsType<SendCommand>(parsed.CommandResult.Command).ReadElements(parsed);
    }

    private static string Describe(SendElement[] elements) => string.Join(' ', elements.Select(Describe));

    private static string Describe(SendElement element)
    {
        string what = element switch
        {
            { IsStandardInput: true } => "<stdin>",
            { Path: null } => $"'{Encoding.UTF8.GetString(element.Memory!)}'",
            { Offset: 0, Count: null } => element.Path,
            { Count: null } => $"{element.Path}[{element.Offset}..]",
            _ => $"{element.Path}[{element.Offset}+{element.Count}]",
        };
        return element.EndsPacket ? $"{what}|" : what;
    }
}
