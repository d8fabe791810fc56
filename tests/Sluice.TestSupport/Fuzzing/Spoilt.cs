using CsCheck;

namespace Sluice.TestSupport.Fuzzing;

/// <summary>
/// Inputs that are nearly right: valid ones with parts taken out, put in, repeated and put elsewhere. Of bytes at random a parser sees nothing but its first check.
/// </summary>
public static class Spoilt
{
    // What parsers stumble over: ends of strings and lines, separators, halves of surrogate pairs, bytes that are no text, digits that are not of ASCII,
    // letters that change their length or their kind with their case, marks of direction and order.
    private static readonly string[] Hostile =
    [
        "", "\0", "\n", "\r\n", "\t", " ", "\u001b[2J", "\u007f", "/", "//", "\\", "\\\\", "..", ".", "/../", "\\..\\", "%", "%2e", "%2F", "%00", ":", ";", ",", "=", "-", "--", "+", "@", "*", "**",
        "?", "[", "]", "\"", "'", "$", "~", "#", "\\040", "\\134", "\\999", "\\", "0", "9", "99999999999999999999", "-1", "a", "Z", "\u00e9", "e\u0301", "\u0131", "\u0130", "\u212a", "\u00df",
        "\u4e2d", "\U0001F600", "\ud800", "\udbff", "\udc00", "\udc80", "\udcff", "\ud83d\udc80", "\ufeff", "\u202e", "\u2028", "\u00a0", "\u0085", "\ufffd", "\uff0f", "\uff0e", "\u0661", "\u2215",
    ];

    /// <summary>Spoilt text.</summary>
    /// <param name="valid">What is right.</param>
    /// <param name="pieces">What has a meaning to the parser, besides what has one to many.</param>
    public static Gen<string> Text(string[] valid, params string[] pieces)
    {
        string[] all = [.. Hostile, .. pieces, .. pieces, .. pieces];
        Gen<Change> change = Gen.Select(
            Gen.Int[0, 7], Gen.Int[0, 9999], Gen.Int[0, 9999], OneOf(all), static (kind, at, length, piece) => new Change(kind, at, length, piece));
        return Gen.Select(OneOf(valid), change.Array[0, 8], static (text, changes) => changes.Aggregate(text, static (text, change) => change.Apply(text)));
    }

    /// <summary>Spoilt bytes: text as it is encoded, and any byte anywhere.</summary>
    public static Gen<byte[]> Bytes(Gen<string> text) => Gen.Select(text, Gen.Select(Gen.Int[0, 9999], Gen.Byte).Array[0, 4], static (text, stray) =>
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);
        foreach ((int at, byte value) in stray)
        {
            if (bytes.Length > 0)
                bytes[at % bytes.Length] = value;
        }

        return bytes;
    });

    private static Gen<string> OneOf(string[] texts) => Gen.Int[0, texts.Length - 1].Select(index => texts[index]);

    private sealed record Change(int Kind, int At, int Length, string Piece)
    {
        // Enough to be longer than any name or path, and for what is quadratic to show.
        private const int LongestText = 100_000;

        public string Apply(string text)
        {
            int at = At % (text.Length + 1);
            int length = Length % (text.Length - at + 1);
            string part = text.Substring(at, length);
            return Kind switch
            {
                0 or 1 or 2 => text.Insert(at, Piece),
                3 => text.Remove(at, length),
                4 => text.Remove(at, length).Insert(at, Piece),
                5 => part + text.Remove(at, length),
                6 => text.Insert(at, part),
                _ => text.Insert(at, string.Concat(Enumerable.Repeat(Piece + part, Math.Min(1 << (Length % 14), LongestText / (1 + text.Length + Piece.Length))))),
            };
        }
    }
}
