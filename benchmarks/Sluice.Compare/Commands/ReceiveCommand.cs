using System.CommandLine;
using Sluice.Compare.Legs;

namespace Sluice.Compare.Commands;

/// <summary>The receiver where there is no C compiler for the cheaper one.</summary>
internal static class ReceiveCommand
{
    public static Command Create()
    {
        Command command = new("receive", "The receiver of a leg.") { Hidden = true };
        command.SetAction(static async (_, cancellationToken) =>
        {
            await Receiver.RunAsync(cancellationToken).ConfigureAwait(false);
            return 0;
        });
        return command;
    }
}
