namespace Sluice.Compare.Latency;

/// <summary>One leg: one peer under one load, in a process of its own.</summary>
/// <param name="Peer">Who sends.</param>
/// <param name="Load">What else is sent.</param>
/// <param name="Ports">Of native/answerer.c.</param>
/// <param name="Folder">Where the files are.</param>
/// <param name="ProbesPerSecond">The rate at which measured sends are due.</param>
/// <param name="WarmUp">Time before the window.</param>
/// <param name="Window">Time measured.</param>
internal sealed record LatencySettings(LatencyPeer Peer, LatencyLoad Load, AnswererPorts Ports, string Folder, int ProbesPerSecond, TimeSpan WarmUp, TimeSpan Window);
