namespace Sluice.Reactor;

/// <summary>
/// One wait of one queue: for its socket, for a time, or for a free place. The generation tells it from earlier and later waits in the same slot: an
/// event that carries an older one is dropped, so that a descriptor number used again never wakes the wrong operation (BUGCLASSES 30).
/// </summary>
internal readonly record struct WaitTicket(int Slot, uint Generation)
{
    public ulong Data => ((ulong)Generation << 32) | (uint)Slot;

    public static WaitTicket FromData(ulong data) => new((int)(uint)data, (uint)(data >> 32));
}
