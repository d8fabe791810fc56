using Sluice.Cli.Output;

namespace Sluice.Cli.Sending;

/// <summary>The same elements, as often as it was asked for. The counts of failures are those of all sends together.</summary>
internal sealed class RepeatedSend(SendJob job, Link link)
{
    /// <returns>The bytes of all sends.</returns>
    public async Task<long> RunAsync(TransferTally tally, CancellationToken cancellationToken)
    {
        SendPacketsOptions options = new()
        {
            SendSize = job.SendSize,
            MaxBytesPerSecond = job.MaxBytesPerSecond,
            StallTimeout = job.Timeout ?? Timeout.InfiniteTimeSpan,
            Progress = tally,
        };
        long sent = 0;
        try
        {
            for (int i = 0; i < job.Repeat; i++)
            {
                tally.Begin(sent);
                sent += await link.SendAsync(job.Elements, options, cancellationToken);
            }

            return sent;
        }
        catch (SendPacketsCanceledException cancelled) when (sent > 0)
        {
            throw new SendPacketsCanceledException(sent + cancelled.BytesTransferred, cancelled.CancellationToken);
        }
        catch (SendPacketsException failure) when (sent > 0)
        {
            throw new SendPacketsException(failure.SocketErrorCode, failure.Message, sent + failure.BytesTransferred, failure.ElementIndex, failure.InnerException);
        }
    }
}
