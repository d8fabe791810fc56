namespace Sluice.TestSupport.Simulation;

/// <summary>A call that no correct program makes.</summary>
internal sealed record Misuse(KernelCall Call, string Reason)
{
    public override string ToString() => $"Call {Call.Index}, {Call.Kind}: {Reason}.";
}
