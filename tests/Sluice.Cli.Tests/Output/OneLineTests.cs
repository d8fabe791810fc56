using Sluice.Cli.Output;
using Xunit;

namespace Sluice.Cli.Tests.Output;

/// <summary>What others wrote, on the terminal of the user.</summary>
public sealed class OneLineTests
{
    [Theory]
    [InlineData("The file 'a b' does not exist.", "The file 'a b' does not exist.")]
    [InlineData("one\r\ntwo\nthree\tfour", "one  two three four")]
    [InlineData("'\u001b[2J\u0007\u009b1m' is gone", "'\ufffd[2J\ufffd\ufffd1m' is gone")]
    [InlineData("a\u2028b\u0085c\u007f", "a b c\ufffd")]
    [InlineData("caf\u00e9 \U0001F600", "caf\u00e9 \U0001F600")]
    public void Text_IsOneLine_ThatNoTerminalObeys(string text, string line) => Assert.Equal(line, OneLine.Of(text));
}
