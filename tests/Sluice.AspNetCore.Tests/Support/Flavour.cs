namespace Sluice.AspNetCore.Tests.Support;

/// <summary>Which Kestrel answers.</summary>
public enum Flavour
{
    Stock,
    Sluice,
}
