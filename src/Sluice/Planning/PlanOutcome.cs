namespace Sluice.Planning;

/// <summary>What planning came to: fine, or an element whose range lies outside its file.</summary>
/// <param name="FailedElement">Index of the element, or -1.</param>
/// <param name="Message">Why it cannot be sent.</param>
internal readonly record struct PlanOutcome(int FailedElement, string? Message)
{
    public static PlanOutcome Success { get; } = new(-1, null);

    public bool Succeeded => FailedElement < 0;
}
