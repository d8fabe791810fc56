namespace Sluice.Cli.Output;

/// <summary>Messages for people, of which a part may come from somebody else: the name of a file, what a server says.</summary>
internal static class OneLine
{
    /// <summary>The text on one line, with nothing in it that a terminal would obey.</summary>
    public static string Of(string text) => string.Create(text.Length, text, static (line, text) =>
    {
        for (int i = 0; i < line.Length; i++)
            line[i] = char.IsControl(text[i]) || text[i] is '\u2028' or '\u2029' ? (char.IsWhiteSpace(text[i]) ? ' ' : '\uFFFD') : text[i];
    });
}
