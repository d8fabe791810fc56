using Sluice.TestSupport.Faults;
using Sluice.TestSupport.Models;
using Sluice.TestSupport.Simulation;

namespace Sluice.Schedules;

/// <summary>What schedules came to, added up, with the pools that they share. Used by one thread.</summary>
internal sealed class ScheduleTotals
{
    private readonly Dictionary<TransmitterProfile, IdleItems> _items = [];

    public long Schedules { get; set; }

    public long Sends { get; set; }

    public long Cancels { get; set; }

    /// <summary>Sockets disposed of.</summary>
    public long Disposals { get; set; }

    public long TransmitterDisposals { get; set; }

    public long Resets { get; set; }

    /// <summary>Steps, or several, that happened inside of a system call.</summary>
    public long Interruptions { get; set; }

    public SortedDictionary<string, long> Faults { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, long> Outcomes { get; } = new(StringComparer.Ordinal);

    public long BuffersReturned => _items.Values.Sum(items => items.Returned);

    /// <summary>The pools of one kind of transmitter. They have been used before: what a schedule does not give back is missed, be it the first.</summary>
    public IdleItems ItemsOf(TransmitterProfile profile)
    {
        if (_items.TryGetValue(profile, out IdleItems? items))
            return items;
        _items.Add(profile, items = new IdleItems());
        Setting setting = new(profile, Reactors: 1, HasRate: false, KeepsFilesOpen: false, 9000, 9000, 9000);
        ModelElement[] elements = [new(ElementKind.Memory, 10), new(ElementKind.ColdFile, 100)];
        ScheduleRun.Run(new Schedule(setting, new Step(StepKind.Send, 0, elements), new Step(StepKind.Send, 2, elements)), this).GetAwaiter().GetResult();
        return items;
    }

    public void Count(CallKind call, Trouble trouble) => Add(Faults, $"{call} {trouble}");

    public void Count(ObservedSend send) => Add(Outcomes, send.Failure switch
    {
        null => send.WasInline ? "whole, inside the call" : "whole",
        SendPacketsException failure => $"{failure.SocketErrorCode}{(failure.InnerException is { } inner ? $" ({inner.GetType().Name})" : "")}",
        { } failure => failure.GetType().Name,
    });

    private static void Add(SortedDictionary<string, long> counts, string name) => counts[name] = counts.GetValueOrDefault(name) + 1;
}
