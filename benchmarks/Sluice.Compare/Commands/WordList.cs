using System.CommandLine;
using System.Globalization;

namespace Sluice.Compare.Commands;

/// <summary>Options whose value is a list of words, separated by commas.</summary>
internal static class WordList
{
    public static string[] Split(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Has the parser refuse a word that is none of those known, and name these.</summary>
    public static Option<T> OfWords<T>(this Option<T> option, params IEnumerable<string> known)
    {
        string[] all = [.. known];
        return option.Refuse(word => !all.Contains(word), $"none of {string.Join(", ", all)}");
    }

    /// <summary>Has the parser refuse what is not a number from 1 on.</summary>
    public static Option<T> OfNumbers<T>(this Option<T> option) =>
        option.Refuse(static word => !int.TryParse(word, CultureInfo.InvariantCulture, out int number) || number < 1, "not a number from 1 on");

    private static Option<T> Refuse<T>(this Option<T> option, Predicate<string> isWrong, string why)
    {
        option.Validators.Add(result =>
        {
            foreach (string word in result.Tokens.SelectMany(static token => Split(token.Value)).Where(word => isWrong(word)))
                result.AddError($"{option.Name}: '{word}' is {why}.");
        });
        return option;
    }
}
