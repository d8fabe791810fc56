using Sluice.Operations;
using Sluice.TestSupport.Models;

namespace Sluice.Tests.Faults;

/// <summary>One representative send, as data.</summary>
internal sealed record SweepPlan(string Name, params ModelElement[] Elements)
{
    public TransmitterOptions Options { get; init; } = new() { ReactorThreads = 1, CoalesceLimit = 16 * 1024 };

    public SendSettings Settings { get; init; }

    /// <summary>What goes the way of the send behind it in the queue, and of the one after both.</summary>
    public ModelElement[] Followers { get; init; } = [new(ElementKind.Memory, 700), new(ElementKind.WarmFile, 900)];

    public SendSettings FollowerSettings { get; init; }

    /// <summary>Bytes of the send buffer; null where the peer reads everything at once.</summary>
    public long? Capacity { get; init; }

    public Carrier Carrier { get; init; }

    public bool IsDatagram => Carrier is Carrier.SegmentedDatagrams or Carrier.Datagrams;

    /// <summary>Whether it has more files than a send holds open.</summary>
    public bool OpensLate => Elements.Length > 128;

    public bool UsesHandles => Elements.Any(element => element.Kind == ElementKind.Handle);

    public bool HasSizeless => Elements.Any(element => element.Kind == ElementKind.SizelessFile);

    /// <summary>Whether its files are looked for in folders that only tell on whose account a disk is waited for.</summary>
    public bool AsksForFolders => Elements.Any(element => element.Kind is ElementKind.Wildcard or ElementKind.ColdPath);

    public override string ToString() => Name;
}
