using System.CommandLine;
using Sluice.Compare.Legs;

namespace Sluice.Compare.Commands;

/// <summary>The receiver where there is no C compiler for the cheaper one, and the one of slow readers.</summary>
internal static class ReceiveCommand
{
    public static Command Create()
    {
        Argument<string> job = new("job") { DefaultValueFactory = _ => "tcp" };
        Argument<long> answeredBytes = new("answered-bytes") { DefaultValueFactory = _ => 0 };
        Command command = new("receive", "The receiver of a leg: tcp, udp, udp-gro or slow.") { Hidden = true, Arguments = { job, answeredBytes } };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            Task running = parsed.GetValue(job) switch
            {
                "udp" => Receiver.RunDatagramsAsync(joined: 0, cancellationToken),
                "udp-gro" => Receiver.RunDatagramsAsync(joined: 1, cancellationToken),
                "slow" => SlowReceiver.RunAsync(cancellationToken),
                _ => Receiver.RunAsync(parsed.GetValue(answeredBytes), cancellationToken),
            };
            await running.ConfigureAwait(false);
            return 0;
        });
        return command;
    }
}
