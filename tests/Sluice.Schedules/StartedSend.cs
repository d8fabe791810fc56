using Sluice.Operations;
using Sluice.TestSupport.Models;
using Sluice.TestSupport.Simulation;

namespace Sluice.Schedules;

/// <summary>A send of a schedule that has begun.</summary>
internal sealed record StartedSend(ModelPlan Plan, SendSettings Settings, CancellationTokenSource Source, int Socket)
{
    /// <summary>What has become of it. Set when the call has returned.</summary>
    public ObservedSend Observed { get; set; } = null!;

    /// <summary>When its call began and when it had returned, counted in calls and returns.</summary>
    public int Began { get; init; }

    public int Returned { get; set; }

    public bool IsCancelled { get; set; }

    public bool HasShrunk { get; set; }

    /// <summary>Bytes that it says were sent.</summary>
    public long Bytes => Math.Max(Observed.Bytes, 0);
}
