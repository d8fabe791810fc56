using System.Text.RegularExpressions;

namespace Sluice.ApiReference;

/// <summary>Plain text in Markdown.</summary>
internal static partial class Markdown
{
    public static string Escape(string text) => Special().Replace(text, @"\$0");

    public static string Code(string text) => $"`{text.Replace("|", "\\|", StringComparison.Ordinal)}`";

    [GeneratedRegex(@"[\\`*_<>\[\]|]")]
    private static partial Regex Special();
}
