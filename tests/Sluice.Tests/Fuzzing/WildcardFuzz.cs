using CsCheck;
using Sluice.Files;
using Sluice.TestSupport.Fuzzing;
using Xunit;

namespace Sluice.Tests.Fuzzing;

/// <summary>Patterns and names that somebody else wrote.</summary>
public sealed class WildcardFuzz
{
    private static readonly Gen<string> Names = Spoilt.Text(["a.log", "aaaaaaaaaaaaaaaaab", "abcabc", "", "b"], "a", "b", "ab", ".log");

    private static readonly Gen<string> Patterns = Spoilt.Text(["*.log", "*a*a*a*a*b", "a?c*", "*", "?", "a*b*c", "**?**"], "*", "?", "a", "b", "ab", ".log");

    [Fact]
    public void Match_IsThatOfTheDefinition() => Fuzz.Check(
        Gen.Select(Patterns, Names),
        static input =>
        {
            (string pattern, string name) = (input.Item1[..Math.Min(input.Item1.Length, 300)], input.Item2[..Math.Min(input.Item2.Length, 300)]);
            bool fits = ByDefinition(pattern, name);
            Assert.Equal(fits, Wildcard.Matches(pattern, name));
            return fits;
        },
        static input => $"{Fuzz.Print(input.Item1)} against {Fuzz.Print(input.Item2)}");

    /// <summary>Stars that could each take anything: the work is bounded by the product of the lengths, of which a path and a name have 4,096 and 255 bytes at most.</summary>
    [Fact]
    public void ManyStars_TakeNoTime() => Fuzz.Check(
        Gen.Select(Gen.Int[0, 2000], Gen.Int[1, 3], Gen.Int[0, 5000], Gen.Bool),
        static input =>
        {
            (int stars, int run, int length, bool fits) = input;
            string pattern = string.Concat(Enumerable.Repeat("*" + new string('a', run), stars)) + (fits ? "*" : "*b");
            string name = new('a', length);
            Assert.Equal(fits && stars * run <= length, Wildcard.Matches(pattern, name));
            return true;
        },
        static input => $"{input}");

    [Fact]
    public void PatternOfAPath_IsItsLastPart() => Fuzz.Check(
        Spoilt.Text(["/a/b/*.log", "*.log", "a/b", @"\\server\share\in\*.log", "//server/share/in/*", "/a*/b"], "/", @"\", "*", "?", ".."),
        static path =>
        {
            ReadOnlySpan<char> pattern = Wildcard.PatternOf(path);
            Assert.True(path.AsSpan().EndsWith(pattern) && !pattern.Contains('/'));
            Assert.Equal(pattern.Contains('*') || pattern.Contains('?'), Wildcard.IsIn(path));

            // Of a path on a share, it is the last part of what lies in the share.
            if (Wildcard.IsIn(path) && UncPath.Parse(path) is { Relative.Length: > 0 } unc)
                Assert.Equal(pattern.ToString(), Path.GetFileName(unc.Relative));
            return Wildcard.IsIn(path);
        },
        Fuzz.Print);

    // One row of a table for each character of the pattern: which beginnings of the name it fits so far.
    private static bool ByDefinition(string pattern, string name)
    {
        bool[] fits = new bool[name.Length + 1];
        fits[0] = true;
        foreach (char symbol in pattern)
        {
            bool[] next = new bool[name.Length + 1];
            for (int length = 0; length <= name.Length; length++)
            {
                next[length] = symbol == '*'
                    ? fits[length] || (length > 0 && next[length - 1])
                    : length > 0 && fits[length - 1] && (symbol == '?' || symbol == name[length - 1]);
            }

            fits = next;
        }

        return fits[name.Length];
    }
}
