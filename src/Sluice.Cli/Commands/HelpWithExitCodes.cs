using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Sluice.Cli.Commands;

/// <summary>The usual help, and below it the exit codes.</summary>
internal sealed class HelpWithExitCodes(HelpAction help) : SynchronousCommandLineAction
{
    private const string ExitCodes = """
        Exit codes:
          0    done
          1    the network failed: refused, reset, unknown host, address in use
          2    wrong arguments; nothing was done
          3    a file is missing, cannot be read or written, or shrank during the send
          4    the demo received other bytes than it sent
          130  interrupted, by Ctrl+C or a request to terminate

        """;

    // Someone who asks for help need not have the arguments right.
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        int result = help.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output.WriteLine(ExitCodes);
        return result;
    }
}
