using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Sluice.Cli.Commands;

/// <summary>The usual help, and below it examples and the exit codes.</summary>
internal sealed class HelpWithExitCodes(HelpAction help) : SynchronousCommandLineAction
{
    private const string ExitCodes = """
        Exit codes:
          0    done
          1    the network failed: refused, reset, unknown host, address in use, no answer in time, not trusted
          2    wrong arguments; nothing was done
          3    a file is missing, cannot be read or written, is shorter than its range, or shrank during the send
          4    other bytes came than were expected
          130  interrupted, by Ctrl+C or a request to terminate

        """;

    // Someone who asks for help need not have the arguments right.
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        int result = help.Invoke(parseResult);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        if (parseResult.CommandResult.Command is IExplained explained)
        {
            output.WriteLine("Examples:");
            foreach (string example in explained.Examples)
                output.WriteLine($"  {example}");
            output.WriteLine();
        }

        output.WriteLine(ExitCodes);
        return result;
    }
}
