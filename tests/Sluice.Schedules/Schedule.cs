namespace Sluice.Schedules;

/// <summary>Everything that happens in one run, in order.</summary>
internal sealed record Schedule(Setting Setting, params Step[] Steps)
{
    public override string ToString() => $"{Setting}:{string.Concat(Steps.Select(step => $"\n  {step}"))}";
}
