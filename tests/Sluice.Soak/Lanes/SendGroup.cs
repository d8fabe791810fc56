using Sluice.Soak.Content;

namespace Sluice.Soak.Lanes;

/// <summary>Sends that were begun one after another on one connection, and so arrive one after another.</summary>
internal sealed class SendGroup
{
    private readonly List<(Parcel Parcel, Task<SendOutcome> Send)> _sends = [];

    public void Add(Parcel parcel, Task<SendOutcome> send) => _sends.Add((parcel, send));

    /// <summary>Waits for all of them and sees to it that they succeeded or failed as they may.</summary>
    /// <returns>The sum of their counts.</returns>
    public async Task<long> EndAsync(params IReadOnlyCollection<string> mayFailBy)
    {
        long sum = 0;
        foreach ((Parcel parcel, Task<SendOutcome> send) in _sends)
        {
            SendOutcome outcome = await send.ConfigureAwait(false);
            if (outcome.Error is { } error && !mayFailBy.Contains(error))
                throw new WrongOutcomeException($"a send ended as {error} after {outcome.Bytes} of {parcel.Length} bytes");
            if (outcome.Error is null && outcome.Bytes != parcel.Length)
                throw new WrongOutcomeException($"a send of {parcel.Length} bytes succeeded with {outcome.Bytes}");
            sum += outcome.Bytes;
        }

        return sum;
    }

    /// <summary>Checks that what arrived is what each send says that it sent, and nothing else.</summary>
    public async Task CheckExactlyAsync(Peer peer, Tally tally)
    {
        foreach ((Parcel parcel, Task<SendOutcome> send) in _sends)
        {
            long bytes = (await send.ConfigureAwait(false)).Bytes;
            await peer.ReachAsync((int)bytes).ConfigureAwait(false);
            peer.Take(parcel.Extents, bytes);
            tally.AddChecked(bytes);
        }
    }

    /// <summary>Checks that what arrived, however much it is, is a prefix of all.</summary>
    public void CheckPrefix(Peer peer, Tally tally)
    {
        int count = peer.Count;
        peer.Take(_sends.SelectMany(static send => send.Parcel.Extents), count);
        tally.AddChecked(count);
        if (peer.Count > 0)
            throw new WrongOutcomeException($"{peer.Count} bytes arrived that nobody sent");
    }
}
