namespace Sluice.Tests.Faults;

/// <summary>For how long something goes wrong.</summary>
internal enum Duration
{
    Once,

    /// <summary>From the call on for as long as anything is sent.</summary>
    ForEver,
}
