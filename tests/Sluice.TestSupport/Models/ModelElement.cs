namespace Sluice.TestSupport.Models;

/// <summary>One element of a plan, as data.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Length">Its bytes; of a wildcard those of each of its files.</param>
/// <param name="EndOfPacket">Whether it ends a packet.</param>
internal sealed record ModelElement(ElementKind Kind, int Length, bool EndOfPacket = false)
{
    public bool IsMemory => Kind is ElementKind.Memory or ElementKind.Sequence;

    public override string ToString() => $"{Kind}:{Length}{(EndOfPacket ? "!" : "")}";
}
