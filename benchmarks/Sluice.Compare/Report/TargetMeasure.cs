namespace Sluice.Compare.Report;

/// <summary>What a target compares.</summary>
internal enum TargetMeasure
{
    /// <summary>Sends per second, Sluice's over the best of the others: at least so much.</summary>
    Rate,

    /// <summary>Processor time per send, Sluice's over the best of the others: at most so much.</summary>
    Cpu,

    /// <summary>Sends per second of processor time, Sluice's over the best of the others: at least so much.</summary>
    PerCpuSecond,
}
