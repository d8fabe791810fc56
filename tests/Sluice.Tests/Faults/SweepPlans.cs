using System.Net.Sockets;
using Sluice.Operations;
using Sluice.TestSupport.Models;
using static Sluice.TestSupport.Models.ElementKind;

namespace Sluice.Tests.Faults;

/// <summary>Representative sends: every way by which bytes go, and every reason for which a send waits.</summary>
internal static class SweepPlans
{
    private const int Large = 100_000;
    private const int Slow = 40_000;

    private static readonly ModelElement[] HeaderFileTrailer = [new(Memory, 300), new(WarmFile, Large), new(Memory, 200)];

    private static readonly SendSettings Governed = SendSettings.From(new SendPacketsOptions
    {
        MaxBytesPerSecond = 2_000_000,
        StallTimeout = TimeSpan.FromSeconds(10),
        Progress = new Progress<SendPacketsProgress>(),
    });

    public static readonly SweepPlan[] All =
    [
        new("small memory", new ModelElement(Memory, 100)),
        new("memory of all sizes", new(Memory, 60), new(Memory, 5000), new(Sequence, 3000), new(Memory, 0), new(Memory, 900), new(Memory, 30_000)),
        new("memory larger than the send buffer", new(Memory, 20_000), new(Memory, 5000)) { Capacity = 8000 },
        new("one large file", new ModelElement(WarmFile, 2 * Large)) { Capacity = 60_000 },
        new("one small file", new ModelElement(WarmFile, 3000)),
        new("header, file, trailer", HeaderFileTrailer) { Capacity = Slow },
        new("header, file, trailer on a Unix socket", HeaderFileTrailer) { Capacity = Slow, Carrier = Carrier.Unix },
        new("files that are coalesced", [.. Enumerable.Range(1, 12).Select(index => new ModelElement(WarmFile, 300 * index))]) { Capacity = 9000 },
        new("more files than are held open", [.. Enumerable.Range(1, 130).Select(index => new ModelElement(WarmFile, 20 + index))]),
        new("ranges of one file", new(SharedRange, 30_000), new(SharedRange, 20_000), new(SharedRange, 500)) { Capacity = Slow },
        new("callers' handles", new(Memory, 100), new(Handle, Large), new(Handle, 700)) { Followers = [new(Memory, 700)], Capacity = Slow },
        new("cold large file", new(Memory, 100), new(ColdFile, 450_000), new(Memory, 50)),
        new("cold small files", new(ColdFile, 3000), new(WarmFile, 2000), new(ColdFile, 9000)) { Capacity = 6000 },
        new("cold file that leaves the cache as it was", new(Memory, 100), new(ColdFile, 300_000)) { Settings = new SendSettings { DropBehind = true } },
        new("file behind a network", new(Memory, 100), new(RemoteFile, 150_000), new(RemoteFile, 700)),
        new("file that reports size 0", new(Memory, 100), new(SizelessFile, 5000), new(Memory, 50)),
        new("file that cannot be spliced", new(Memory, 100), new(UnsplicedFile, Large), new(Memory, 50)) { Capacity = Slow },
        new("path that has to be looked up on a disk", new(Memory, 100), new(ColdPath, 30_000)),
        new("wildcard", new(Memory, 100), new(Wildcard, 5000)),
        new("files of the open-file cache", new(WarmFile, Large), new(WarmFile, 3000), new(WarmFile, 3000))
        {
            Options = new TransmitterOptions { ReactorThreads = 1, CoalesceLimit = 16 * 1024, FileCacheCapacity = 2, FileCacheInterval = TimeSpan.FromHours(1) },
            Capacity = Slow,
        },
        new("ends of packets", new(Memory, 300, EndOfPacket: true), new(WarmFile, 30_000), new(Memory, 200, EndOfPacket: true), new(WarmFile, 700), new(Memory, 40)),
        new("pieces of a send size", new(Memory, 2500), new(WarmFile, 20_000), new(Memory, 800)) { Settings = new SendSettings(default, 4000), Capacity = Slow },
        new("send requests as a whole", new(Memory, 2500), new(WarmFile, 3000, EndOfPacket: true), new(Memory, 800)) { Settings = new SendSettings(default, -1) },
        new("disconnect", HeaderFileTrailer) { Settings = new SendSettings(TransmitFileOptions.Disconnect, 0), Capacity = Slow },
        new("disconnect for reuse", HeaderFileTrailer) { Settings = new SendSettings(TransmitFileOptions.Disconnect | TransmitFileOptions.ReuseSocket, 0) },
        new("write behind", HeaderFileTrailer) { Settings = new SendSettings((TransmitFileOptions)4, 0), Capacity = Slow },
        new("write behind another", new ModelElement(Memory, 9000)) { FollowerSettings = new SendSettings((TransmitFileOptions)4, 0), Capacity = 4000 },
        new("completions on the sender's own threads", HeaderFileTrailer) { Settings = new SendSettings((TransmitFileOptions)16, 0), Capacity = Slow },
        new("completions on the reactor", HeaderFileTrailer) { Settings = new SendSettings((TransmitFileOptions)32, 0), Capacity = Slow },
        new("rate, stall timeout and progress", HeaderFileTrailer)
        {
            Settings = Governed,
            FollowerSettings = Governed,
            Capacity = Slow,
        },
        new("client profile", HeaderFileTrailer)
        {
            Options = new TransmitterOptions { ReactorThreads = 1, CoalesceLimit = 16 * 1024, Profile = TransmitterProfile.Client }, Capacity = Slow,
        },
        new("several reactors", new(Memory, 20_000), new(WarmFile, Large)) { Options = new TransmitterOptions { ReactorThreads = 3, CoalesceLimit = 16 * 1024 }, Capacity = Slow },
        new("datagrams that the kernel cuts", [.. Enumerable.Repeat(new ModelElement(Memory, 1000), 30)]) { Carrier = Carrier.SegmentedDatagrams, Capacity = 12_000 },
        new("datagrams cut out of one buffer", new ModelElement(Memory, 30_500)) { Carrier = Carrier.SegmentedDatagrams, Settings = new SendSettings(default, 1200), Capacity = 12_000 },
        new("datagrams of all sizes", [.. Enumerable.Range(1, 20).Select(index => new ModelElement(Memory, 70 * index))]) { Carrier = Carrier.SegmentedDatagrams, Capacity = 5000 },
        new("datagrams one by one", [.. Enumerable.Range(1, 20).Select(index => new ModelElement(Memory, 50 + (index % 3)))]) { Carrier = Carrier.Datagrams, Capacity = 600 },
        new("datagrams with parts of files", new(Memory, 100), new(WarmFile, 5000), new(Memory, 30, EndOfPacket: true), new(WarmFile, 900))
        {
            Carrier = Carrier.SegmentedDatagrams, Settings = new SendSettings(default, 700),
        },
        new("datagrams with parts of cold files", new(Memory, 100), new(ColdFile, 5000), new(RemoteFile, 3000, EndOfPacket: true), new(SizelessFile, 900))
        {
            Carrier = Carrier.Datagrams, Settings = new SendSettings(default, 700), Capacity = 300_000,
        },
        new("datagrams at a rate", [.. Enumerable.Repeat(new ModelElement(Memory, 1000), 10)])
        {
            Carrier = Carrier.SegmentedDatagrams, Settings = SendSettings.From(new SendPacketsOptions { MaxBytesPerSecond = 500_000 }),
        },
        new("stream", new(Memory, 300), new(WarmFile, 90_000), new(Memory, 40_000), new(WarmFile, 700)) { Carrier = Carrier.Stream },
        new("stream of cold files", new(ColdFile, 90_000), new(Memory, 100), new(RemoteFile, 5000), new(SizelessFile, 600), new(ColdPath, 500)) { Carrier = Carrier.Stream },
    ];
}
