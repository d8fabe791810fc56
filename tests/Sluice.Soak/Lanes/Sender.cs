using System.Net.Sockets;
using Sluice.Soak.Content;

namespace Sluice.Soak.Lanes;

/// <summary>Sends parcels by any of the patterns, and sees to it that each completes once.</summary>
internal sealed class Sender(Tally tally, Random random)
{
    /// <summary>Sends, by the stock args where the parcel fits and the options have nothing that they cannot say.</summary>
    public Task<SendOutcome> SendAsync(Transmitter transmitter, Socket socket, Parcel parcel, SendPacketsOptions options, CancellationToken cancellation)
    {
        bool canBeArgs = parcel.FitsStock && !cancellation.CanBeCanceled && options is { StallTimeout: { Ticks: < 0 }, MaxBytesPerSecond: 0, Progress: null, DropBehind: false };
        return canBeArgs && random.Next(2) == 0
            ? SendByArgsAsync(transmitter, socket, parcel, options)
            : FinishAsync(parcel, () => transmitter.SendPacketsAsync(socket, parcel.Elements, options, cancellation));
    }

    public Task<SendOutcome> SendAsync(Transmitter transmitter, Stream stream, Parcel parcel, SendPacketsOptions options, CancellationToken cancellation) =>
        FinishAsync(parcel, () => transmitter.SendPacketsAsync(stream, parcel.Elements, options, cancellation));

    private async Task<SendOutcome> FinishAsync(Parcel parcel, Func<ValueTask<long>> send)
    {
        tally.Begin();
        SendOutcome outcome;
        try
        {
            Task<long> task = send().AsTask();
            long bytes = await task.WaitAsync(Bounds.Wait).ConfigureAwait(false);
            outcome = new SendOutcome(bytes, null);
        }
        catch (SendPacketsCanceledException canceled)
        {
            outcome = new SendOutcome(canceled.BytesTransferred, "Cancelled");
        }
        catch (SendPacketsException failure)
        {
            outcome = SendOutcome.Of(failure.SocketErrorCode, failure.BytesTransferred);
        }
        catch (ObjectDisposedException)
        {
            outcome = new SendOutcome(0, "Disposed");
        }
        catch (NotSupportedException)
        {
            outcome = new SendOutcome(0, "NotConnected");
        }

        return End(parcel, outcome);
    }

    private async Task<SendOutcome> SendByArgsAsync(Transmitter transmitter, Socket socket, Parcel parcel, SendPacketsOptions options)
    {
        tally.Begin();
        TaskCompletionSource completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using SocketAsyncEventArgs args = new() { SendPacketsElements = parcel.Stock!, SendPacketsFlags = options.Flags, SendPacketsSendSize = options.SendSize };
        int completions = 0;
        args.Completed += (_, _) =>
        {
            Interlocked.Increment(ref completions);
            completed.TrySetResult();
        };
        bool isPending;
        try
        {
            isPending = transmitter.SendPacketsAsync(socket, args);
        }
        catch (ObjectDisposedException)
        {
            return End(parcel, new SendOutcome(0, "Disposed"));
        }
        catch (NotSupportedException)
        {
            return End(parcel, new SendOutcome(0, "NotConnected"));
        }

        if (isPending)
            await completed.Task.WaitAsync(Bounds.Wait).ConfigureAwait(false);
        SendOutcome outcome = SendOutcome.Of(args.SocketError, Transmitter.GetBytesTransferred(args));
        await Task.Yield();
        int expected = isPending ? 1 : 0;
        return Volatile.Read(ref completions) == expected
            ? End(parcel, outcome)
            : throw new WrongOutcomeException($"{completions} completions of a send that {(isPending ? "was pending" : "completed inline")}");
    }

    private SendOutcome End(Parcel parcel, SendOutcome outcome)
    {
        tally.End(outcome);
        if (!parcel.TakeBack())
            throw new WrongOutcomeException("memory was still pinned when its send was over");
        return outcome;
    }
}
