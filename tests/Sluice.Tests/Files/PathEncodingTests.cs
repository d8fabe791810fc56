using System.Text;
using Sluice.Files;
using Xunit;

namespace Sluice.Tests.Files;

/// <summary>Names are bytes: every one of them has a string, and comes back from it.</summary>
public sealed class PathEncodingTests
{
    [Fact]
    public void AnyBytes_ComeBackFromTheirString()
    {
        Random random = new(11);
        for (int round = 0; round < 2000; round++)
        {
            byte[] name = new byte[random.Next(40)];
            random.NextBytes(name);
            Assert.Equal(name, Encode(PathEncoding.Decode(name)));
        }
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("\u00e9\u4e2d")]
    [InlineData("pair \U0001F600 \U0001F4A9")]
    public void Text_IsUtf8(string text)
    {
        Assert.Equal(Encoding.UTF8.GetBytes(text), Encode(text));
        Assert.Equal(text, PathEncoding.Decode(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void ByteThatIsNoText_IsAnEscape() => Assert.Equal("a\uDCE9\U0001F600\uDCFFz", PathEncoding.Decode([(byte)'a', 0xE9, 0xF0, 0x9F, 0x98, 0x80, 0xFF, (byte)'z']));

    private static byte[] Encode(string path)
    {
        byte[] bytes = new byte[PathEncoding.MostBytes(path)];
        return bytes[..PathEncoding.Encode(path, bytes)];
    }
}
