namespace Sluice.TestSupport.Faults;

/// <summary>How much less than asked for a call moves.</summary>
internal enum Shortness
{
    None,
    ByOne,
    ByHalf,
}
