using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text;
using CsCheck;
using Sluice.Cli.Commands;
using Sluice.Cli.Elements;
using Sluice.TestSupport.Fuzzing;
using Xunit;

namespace Sluice.Cli.Tests.Fuzzing;

/// <summary>Command lines that nobody meant: each is understood or explained, and none ends with a stack trace.</summary>
public sealed class ArgumentFuzz
{
    private static readonly Gen<string> Words = Spoilt.Text(
        [
            "send", "receive", "serve", "demo", "leg", "--to", "localhost:9", "unix:/tmp/a.sock", "--text", "a b", "--text=a", "--text=", "--hex", "0d 0a", "--hex=6162", "--hex=", "--udp", "--send-size",
            "1200", "--sequence", "--listen", "--out", "--once", "--browse", "--tls", "--access-log", "json", "--drain", "1.5", "--grace", "--size", "8MiB", "--way", "--sends", "--help", "--version",
            "--eop", "-", "a.bin@5+3", "a@+1KiB", "--rate", "10MB/s", "--repeat", "3", "--timeout", "--disconnect", "--ca", "--insecure", "--sha256", "--json", "--quiet", "completion", "bash", "suggest", "-?", "-h", "--", "-f", "a.bin", "*.log", "@home", "[diagram]", "[suggest]", "\"a", "",
        ],
        "--text=", "--hex=", "--", "=", "@", "@5", "+", "1e309", "NaN", "-");

    private static readonly Gen<string[]> Lines = Gen.Select(
        Gen.Int[0, 3], Words.Array[0, 8], static (start, words) => start == 0 ? words : ["send", "--to", "localhost:9", .. words]);

    /// <summary>The parser and the elements, up to where the command would begin.</summary>
    [Fact]
    public void AnyLine_IsTakenApart_OrExplained() => Fuzz.Check(
        Lines,
        static line =>
        {
            ParseResult parsed = SluiceTool.Parse(line);
            if (parsed.Errors.Count > 0 || parsed.CommandResult.Command is not SendCommand send)
                return false;
            try
            {
                SendElement[] elements = send.ReadElements(parsed);
                Assert.NotEmpty(elements);
                Assert.All(elements, static element => Assert.True(element is { Path: null } or { Path.Length: > 0, Memory: null, Offset: >= 0, Count: null or >= 0 }));
                return true;
            }
            catch (CommandException failure)
            {
                Assert.Equal(ExitCode.Usage, failure.ExitCode);
                return false;
            }
        },
        Print);

    /// <summary>The whole tool, for lines that the parser itself refuses: nothing is begun, and one line of plain text says why.</summary>
    [Fact]
    public void WrongLine_IsExplainedInOneLine() => Fuzz.Check(
        Lines,
        static line =>
        {
            if (SluiceTool.Parse(line).Action is not ParseErrorAction)
                return false;
            (ExitCode code, string output, string error) = Run(line);

            Assert.Equal(ExitCode.Usage, code);
            Assert.Equal("", output);
            Assert.StartsWith("sluice: ", error, StringComparison.Ordinal);
            Assert.EndsWith("\n", error, StringComparison.Ordinal);
            Assert.DoesNotContain(error[..^1], char.IsControl);
            return true;
        },
        Print);

    /// <summary>Elements that are written to a command line and read from it are the same, in the same order.</summary>
    [Fact]
    public void Elements_AreWhatWasWritten() => Fuzz.Check(
        Gen.Select(Gen.Int[0, 3], Spoilt.Text(["text", "--text", "=a", "a=b:c", "\"quoted\"", "", "-", "@file", "two words", "./a.bin", "*.log"], "=", ":", "\"", "--")).Array[1, 8],
        static written =>
        {
            List<string> words = ["send", "--to", "localhost:9"], files = [];
            List<(string? Path, string? Bytes)> expected = [];
            foreach ((int kind, string text) in written)
            {
                byte[] bytes = Encoding.UTF8.GetBytes(text);
                if (kind == 3 && text.Length > 0)
                    files.Add(text);
                else
                    expected.Add((null, Convert.ToHexString(bytes)));
                if (kind == 0 || (kind == 3 && text.Length == 0))
                    words.Add($"--text={text}");
                else if (kind == 1)
                    words.Add($"--hex={Convert.ToHexString(bytes)}");
                else if (kind == 2)
                    words.AddRange("--hex", Convert.ToHexStringLower(bytes).Insert(bytes.Length / 2 * 2, " "));
            }

            // What looks like a range is for ElementArgumentsTests.
            if (files.Any(static file => file.LastIndexOf('@') is > 0 and var at && at < file.Length - 1 && (char.IsAsciiDigit(file[at + 1]) || file[at + 1] == '+')))
                return false;
            expected.AddRange(files.Select(static file => ((string?)file, (string?)null)));
            ParseResult parsed = SluiceTool.Parse([.. words, "--", .. files]);
            Assert.Empty(parsed.Errors);
            SendElement[] elements = Assert.IsType<SendCommand>(parsed.CommandResult.Command).ReadElements(parsed);

            Assert.Equal(expected, elements.Select(static element => (element.Path, element.Path is null ? Convert.ToHexString(element.Memory!) : null)));
            return true;
        },
        static written => string.Join(' ', written.Select(static element => $"{element.Item1}:{Fuzz.Print(element.Item2)}")));

    private static (ExitCode Code, string Output, string Error) Run(string[] line)
    {
        using StringWriter output = new() { NewLine = "\n" }, error = new() { NewLine = "\n" };
        Task<ExitCode> run = SluiceTool.RunAsync(line, output, error, TestContext.Current.CancellationToken);
        Assert.True(run.IsCompleted, "What is wrong on the command line needs no waiting to be found.");
        return (run.GetAwaiter().GetResult(), output.ToString(), error.ToString());
    }

    private static string Print(string[] line) => string.Join(' ', line.Select(Fuzz.Print));
}
