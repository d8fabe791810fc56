namespace Sluice.Reactor;

/// <summary>Why an operation is to end before it is done.</summary>
internal enum StopReason
{
    None,
    Canceled,

    /// <summary>Nothing of it was taken for its stall timeout, for want of a disk.</summary>
    Stalled,

    TransmitterDisposed,
}
