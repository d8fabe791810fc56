namespace Sluice.Diagnostics;

/// <summary>The sends under way of one transmitter over one kind of transport.</summary>
internal interface IActiveSends
{
    string Transport { get; }

    /// <summary>How many there are now.</summary>
    long Count { get; }
}
