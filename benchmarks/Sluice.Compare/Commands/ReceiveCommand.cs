using System.CommandLine;
using Sluice.Compare.Legs;

namespace Sluice.Compare.Commands;

/// <summary>The receiver where there is no C compiler for the cheaper one.</summary>
internal static class ReceiveCommand
{
    public static Command Create()
    {
        Argument<string> transport = new("transport") { DefaultValueFactory = _ => "tcp" };
        Command command = new("receive", "The receiver of a leg.") { Hidden = true, Arguments = { transport } };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await (parsed.GetValue(transport) == "udp" ? Receiver.RunDatagramsAsync(cancellationToken) : Receiver.RunAsync(cancellationToken)).ConfigureAwait(false);
            return 0;
        });
        return command;
    }
}
