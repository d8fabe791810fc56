namespace Sluice.Planning;

/// <summary>What planning came to: fine, an element whose range lies outside its file, or a file that cannot be had without waiting.</summary>
/// <param name="FailedElement">Index of the element, or -1.</param>
/// <param name="Message">Why it cannot be sent.</param>
/// <param name="MustWait">Whether planning has to be done again where it may wait for a disk.</param>
internal readonly record struct PlanOutcome(int FailedElement, string? Message, bool MustWait = false)
{
    public static PlanOutcome Success { get; } = new(-1, null);

    public static PlanOutcome Waiting { get; } = new(-1, null, MustWait: true);

    public bool Succeeded => FailedElement < 0 && !MustWait;
}
