namespace Sluice.Compare.Startup;

/// <summary>What one process printed, and how long it took, all in microseconds.</summary>
/// <param name="First">The first send.</param>
/// <param name="Second">The second.</param>
/// <param name="Processor">Processor time of the process in the first send.</param>
/// <param name="Process">The whole of the process, from its start to its end as seen from outside.</param>
internal readonly record struct StartupRun(double First, double Second, double Processor, double Process);
