namespace Sluice.Reactor;

/// <summary>Why an operation is to end before it is done.</summary>
internal enum StopReason
{
    None,
    Canceled,
    TransmitterDisposed,
}
