namespace Sluice.Cli.Comparing;

/// <summary>What one way of sending came to: the medians of all rounds.</summary>
/// <param name="SecondsPerSend">Of time.</param>
/// <param name="ProcessorPerSend">Seconds of processor time, of the sending process.</param>
/// <param name="DescriptorsLeftOpen">After the last send; null where the system does not tell.</param>
internal sealed record WayFigures(double SecondsPerSend, double ProcessorPerSend, int? DescriptorsLeftOpen);
