using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace Sluice.Diagnostics;

/// <summary>
/// Adds up the sends under way of all transmitters when somebody asks: the counts are kept anyway, for disposal. It keeps no transmitter alive.
/// </summary>
internal static class ActiveSends
{
    private static readonly ConditionalWeakTable<IActiveSends, object?> Sources = new();

    public static void Add(IActiveSends source) => Sources.Add(source, null);

    public static void Remove(IActiveSends source) => Sources.Remove(source);

    public static IEnumerable<Measurement<long>> Observe() =>
        [SendMetrics.Active(Sum(SendMetrics.OverSocket), SendMetrics.OverSocket), SendMetrics.Active(Sum(SendMetrics.OverStream), SendMetrics.OverStream)];

    private static long Sum(string transport) => Sources.Where(source => source.Key.Transport == transport).Sum(source => source.Key.Count);
}
