using System.Net.Sockets;
using Sluice.Soak.Content;

namespace Sluice.Soak.Lanes;

/// <summary>Datagrams and records: of all framings, each of which has to arrive once, whole and in order.</summary>
internal sealed class DatagramLane(string name, int seed, SoakContext context) : Lane(name, seed, context)
{
    private const int MostBytes = 60_000;
    private static readonly string[] Families = ["udp4", "udp6", "unix datagram", "unix record"];

    protected override async Task ServeAsync()
    {
        string family = Families[Random.Next(Families.Length)];
        Enter(family);
        SoakTransmitter transmitter = Context.Transmitters.Any(Random);
        using DatagramPair pair = DatagramPair.Connect(family);
        byte[] buffer = new byte[256 * 1024];
        for (int left = Random.Next(1, 20); left > 0 && !Context.IsOver; left--)
        {
            Parcel parcel = Parcels.Make(MostBytes, mostOfOne: 20_000);
            SendPacketsOptions options = WithSize(AnyOptions(), Random.Next(3) switch { 0 => 0, 1 => -1, _ => Random.Next(200, 9000) });
            List<byte[]> expected = parcel.Frame(options.SendSize);
            using CancellationTokenSource cancellation = new();
            bool cancels = Random.Next(10) == 0;
            if (cancels)
                Enter("cancel of datagrams");
            Task<SendOutcome> sending = Sender.SendAsync(transmitter.Transmitter, pair.Sender, parcel, options, cancels ? cancellation.Token : default);
            if (cancels)
                await cancellation.CancelAsync().ConfigureAwait(false);

            // A record socket that nobody reads is full before the end of the send, and how many arrive is known when it is over.
            int received = 0;
            while (true)
            {
                bool isOver = sending.IsCompleted;
                if (isOver && received >= CountOf(expected, (await sending.ConfigureAwait(false)).Bytes))
                    break;
                if (!pair.Receiver.Poll(isOver ? Bounds.Wait : TimeSpan.FromMilliseconds(1), SelectMode.SelectRead))
                {
                    if (isOver)
                        throw new WrongOutcomeException($"only {received} of {expected.Count} datagrams arrived");
                    continue;
                }

                int length = pair.Receiver.Receive(buffer);
                if (received == expected.Count || !buffer.AsSpan(0, length).SequenceEqual(expected[received]))
                    throw new WrongOutcomeException($"datagram {received} of {expected.Count}, of {length} bytes, is not the one that was sent");
                received++;
                Context.Tally.AddChecked(length);
            }

            SendOutcome outcome = await sending.ConfigureAwait(false);
            if (outcome.Error is { } error && !(cancels && error == "Cancelled"))
                throw new WrongOutcomeException($"datagrams ended as {error} after {outcome.Bytes} of {parcel.Length} bytes");
            if (outcome.Error is null && outcome.Bytes != parcel.Length)
                throw new WrongOutcomeException($"datagrams of {parcel.Length} bytes succeeded with {outcome.Bytes}");
            if (pair.Receiver.Poll(TimeSpan.Zero, SelectMode.SelectRead))
                throw new WrongOutcomeException("more datagrams arrived than were sent");
        }
    }

    /// <summary>How many datagrams so many bytes are.</summary>
    private static int CountOf(List<byte[]> datagrams, long bytes)
    {
        int count = 0;
        while (bytes > 0 && count < datagrams.Count)
            bytes -= datagrams[count++].Length;
        return bytes == 0 ? count : throw new WrongOutcomeException("the count of a send ends amid a datagram");
    }

    private static SendPacketsOptions WithSize(SendPacketsOptions options, int size) => new()
    {
        Flags = options.Flags,
        SendSize = size,
        StallTimeout = options.StallTimeout,
        MaxBytesPerSecond = options.MaxBytesPerSecond,
        Progress = options.Progress,
        DropBehind = options.DropBehind,
    };
}
