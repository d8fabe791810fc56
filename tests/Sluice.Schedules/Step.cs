using Sluice.TestSupport.Models;

namespace Sluice.Schedules;

/// <summary>One step of a schedule.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Number">To which of those there are, when, or how much: as the kind takes it.</param>
/// <param name="Elements">What a send sends.</param>
internal sealed record Step(StepKind Kind, int Number, params ModelElement[] Elements)
{
    public override string ToString() => Kind == StepKind.Send ? $"Send {Number} [{string.Join(' ', (IEnumerable<ModelElement>)Elements)}]" : $"{Kind} {Number}";
}
