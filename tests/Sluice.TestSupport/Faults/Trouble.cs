using Sluice.Kernel;
using Sluice.TestSupport.Simulation;

namespace Sluice.TestSupport.Faults;

/// <summary>What a call comes to in place of what it should: an error, or less than it was asked for.</summary>
internal readonly record struct Trouble(Errno Error, Shortness Shortness = Shortness.None)
{
    public static implicit operator Trouble(Errno error) => new(error);

    public static implicit operator Trouble(Shortness shortness) => new(Errno.None, shortness);

    public void Befall(Fault fault)
    {
        switch (Shortness)
        {
            case Shortness.ByOne:
                fault.ShortBy(1);
                break;
            case Shortness.ByHalf:
                fault.ShortenTo(asked => Math.Max(asked / 2, Math.Min(asked, 1)));
                break;
            default:
                fault.Fails(Error);
                break;
        }
    }

    public override string ToString() => Shortness == Shortness.None ? Error.ToString() : $"short {Shortness}";
}
