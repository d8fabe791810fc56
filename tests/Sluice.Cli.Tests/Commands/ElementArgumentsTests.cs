using System.CommandLine;
using System.Net.Sockets;
using System.Text;
using Sluice.Cli.Commands;
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
    public void WrongElement_IsAnErrorOfUsage(string first, string second)
    {
        CommandException failure = Assert.Throws<CommandException>(() => Read(["send", "--to", "localhost:9", first, second]));
        Assert.Equal(ExitCode.Usage, failure.ExitCode);
    }

    private static SendPacketsElement[] Read(string[] arguments)
    {
        ParseResult parsed = SluiceTool.Parse(arguments);
        Assert.Empty(parsed.Errors);
        return Assert.IsType<SendCommand>(parsed.CommandResult.Command).ReadElements(parsed);
    }

    private static string Describe(SendPacketsElement[] elements) =>
        string.Join(' ', elements.Select(static element => element.FilePath ?? $"'{Encoding.UTF8.GetString(element.MemoryBuffer!.Value.Span)}'"));
}
