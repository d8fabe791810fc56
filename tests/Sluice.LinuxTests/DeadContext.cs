namespace Sluice.LinuxTests;

/// <summary>A context that nobody runs: what is posted to it waits for ever.</summary>
internal sealed class DeadContext : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state)
    {
        // For ever.
    }
}
