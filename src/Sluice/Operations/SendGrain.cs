namespace Sluice.Operations;

/// <summary>How finely a rate is cut.</summary>
internal enum SendGrain
{
    /// <summary>A hundredth of a second's bytes at a time, for streams: what the sockets' buffers smooth.</summary>
    Coarse,

    /// <summary>A thousandth of a second's bytes at a time, and few of them at one instant, for datagrams: what is between here and the receiver has to hold a burst or to drop it.</summary>
    Fine,
}
