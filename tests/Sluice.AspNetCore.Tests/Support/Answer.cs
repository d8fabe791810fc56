using System.Text;
using System.Text.RegularExpressions;

namespace Sluice.AspNetCore.Tests.Support;

/// <summary>All that came over a connection, and how it ended.</summary>
/// <param name="Bytes">As they came.</param>
/// <param name="WasReset">Whether it ended with a reset instead of an orderly end.</param>
public sealed partial record Answer(byte[] Bytes, bool WasReset)
{
    /// <summary>The bytes, one character each, but for what tells the moment: the Date header.</summary>
    public string Comparable => $"{(WasReset ? "reset" : "end")} {DateLine().Replace(Text, "\r\nDate: then\r\n")}";

    public string Text => Encoding.Latin1.GetString(Bytes);

    public string Header => Text[..(Text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)];

    public ReadOnlyMemory<byte> Body => Bytes.AsMemory(Text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4);

    /// <summary>The body must be what a file holds.</summary>
    public async Task AssertBodyIsAsync(string path)
    {
        byte[] expected = await File.ReadAllBytesAsync(path);
        Assert.Equal(expected.Length, Body.Length);
        Assert.True(Body.Span.SequenceEqual(expected));
    }

    [GeneratedRegex(@"\r\nDate: [^\r]+\r\n")]
    private static partial Regex DateLine();
}
