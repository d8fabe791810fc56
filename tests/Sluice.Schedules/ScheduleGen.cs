using CsCheck;
using Sluice.TestSupport.Models;

namespace Sluice.Schedules;

/// <summary>Any schedule. Made so that a shorter one, of smaller elements and numbers, is nearer to the cause of a failure.</summary>
internal static class ScheduleGen
{
    private const int MostSteps = 60;

    // More than a send holds open at a time.
    private const int ManyFiles = 130;

    private static readonly Gen<int> AnyLength = Gen.Frequency(
        (2, Gen.Int[0, 60]), (3, Gen.Int[900, 3000]), (2, Gen.Int[3000, 20_000]), (1, Gen.Int[20_000, 150_000]));

    private static readonly Gen<ElementKind> AnyKind = Gen.Frequency(
        (6, Gen.Const(ElementKind.Memory)), (1, Gen.Const(ElementKind.Sequence)), (5, Gen.Const(ElementKind.WarmFile)), (1, Gen.Const(ElementKind.Handle)),
        (3, Gen.Const(ElementKind.ColdFile)), (1, Gen.Const(ElementKind.ColdPath)), (1, Gen.Const(ElementKind.RemoteFile)), (1, Gen.Const(ElementKind.SizelessFile)),
        (1, Gen.Const(ElementKind.UnsplicedFile)), (1, Gen.Const(ElementKind.SharedRange)), (1, Gen.Const(ElementKind.Wildcard)));

    private static readonly Gen<ModelElement> AnyElement = Gen.Select(
        AnyKind, AnyLength, Gen.Int[0, 7], static (kind, length, ends) => new ModelElement(kind, kind == ElementKind.SizelessFile ? length + 1 : length, ends == 7));

    private static readonly Gen<int> AnyNumber = Gen.Int[0, 9999];

    private static readonly Gen<Step> AnySend = Gen.Frequency(
        (300, Gen.Select(AnyNumber, AnyElement.Array[0, 5], static (number, elements) => new Step(StepKind.Send, number, elements))),
        (1, AnyNumber.Select(static number => new Step(StepKind.Send, number, [.. Enumerable.Repeat(new ModelElement(ElementKind.WarmFile, 20), ManyFiles)]))));

    private static readonly Gen<Step> AnyStep = Gen.Frequency(
        (24, AnySend), (20, Of(StepKind.Poll)), (12, Of(StepKind.Disk)), (6, Of(StepKind.Pool)), (3, Of(StepKind.System)), (14, Of(StepKind.Drain)), (8, Of(StepKind.Time)),
        (6, Of(StepKind.Cancel)), (12, Of(StepKind.Interrupt)), (5, Of(StepKind.Fault)), (3, Of(StepKind.Rotate)), (2, Of(StepKind.Window)), (3, Of(StepKind.Evict)),
        (1, Of(StepKind.Shrink)), (1, Of(StepKind.Reset)), (1, Of(StepKind.Close)), (1, Of(StepKind.Dispose)));

    private static readonly Gen<Setting> AnySetting = Gen.Select(
        Gen.Int[0, 3], Gen.Int[1, 3], Gen.Int[0, 4], Gen.Int[0, 3], Gen.Frequency((3, Gen.Int[500, 5000]), (1, Gen.Int[5000, 200_000])).Array[1, 4],
        static (client, reactors, rate, cache, capacities) =>
            new Setting(client == 3 ? TransmitterProfile.Client : TransmitterProfile.Server, reactors, rate == 4, cache == 3, capacities));

    public static Gen<Schedule> Any { get; } = Gen.Select(AnySetting, AnyStep.Array[1, MostSteps], static (setting, steps) => new Schedule(setting, steps));

    private static Gen<Step> Of(StepKind kind) => AnyNumber.Select(number => new Step(kind, number));
}
