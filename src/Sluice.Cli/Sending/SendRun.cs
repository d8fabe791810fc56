using System.Diagnostics;
using System.Net.Sockets;
using Sluice.Cli.Commands;
using Sluice.Cli.Output;

namespace Sluice.Cli.Sending;

/// <summary>A send from its first byte to the end of its connection, watched.</summary>
/// <param name="job">What is sent, and how.</param>
/// <param name="to">The receiver, as the user wrote it.</param>
/// <param name="display">Where progress is shown; null for nowhere.</param>
internal sealed class SendRun(SendJob job, string to, ProgressDisplay? display)
{
    /// <summary>Over a connection.</summary>
    public async Task<SendReport> OverAsync(Link link, CancellationToken cancellationToken)
    {
        SendReport report = await WatchAsync(new RepeatedSend(job, link).RunAsync, cancellationToken);
        try
        {
            await link.EndAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            throw CommandException.Interrupted($"{Format.Bytes(report.Bytes)} had been sent, and the receiver had not confirmed the end");
        }
        catch (Exception cause) when (cause is SocketException or IOException)
        {
            string why = cause is SocketException socket ? Failures.Explain(socket) : cause.Message.TrimEnd('.');
            throw new CommandException(ExitCode.Network, $"{Format.Bytes(report.Bytes)} were sent, but the receiver did not confirm the end: {why}.", cause);
        }

        return report with { Sha256 = link.Sha256 };
    }

    /// <summary>By any way of sending; the connection is left as it is.</summary>
    public async Task<SendReport> WatchAsync(Func<TransferTally, CancellationToken, Task<long>> sendAsync, CancellationToken cancellationToken)
    {
        TransferTally tally = new(job.Repeat);
        Stopwatch watch = Stopwatch.StartNew();

        // Sends that complete inline, one after another, would keep the caller from showing anything.
        Task<long> sending = Task.Run(
            async () =>
            {
                long bytes = await sendAsync(tally, cancellationToken);
                watch.Stop();
                return bytes;
            },
            CancellationToken.None);
        if (display is not null)
            await display.ShowAsync(sending, tally);
        long sent = await sending;
        return new SendReport { To = to, Bytes = sent, Sends = job.Repeat > 1 ? job.Repeat : null, Elapsed = watch.Elapsed };
    }
}
