using System.Buffers;

namespace Sluice.Planning;

/// <summary>
/// Turns elements into segments. Everything that can be wrong with an element is found here, before the first byte is
/// sent. It makes no system call: files are opened and measured by the files room.
/// </summary>
internal static class SendPlanner
{
    private const long ToTheEnd = -1;

    /// <summary>Fills an empty plan. Elements are read once, in order; nothing of the span is kept.</summary>
    public static PlanOutcome Plan(ReadOnlySpan<PacketElement> elements, SendPlan plan, IPlanFiles files)
    {
        plan.Expect(elements.Length);
        for (int index = 0; index < elements.Length; index++)
        {
            ref readonly PacketElement element = ref elements[index];
            PlanOutcome outcome = element.Kind switch
            {
                PacketElementKind.Memory => AddMemory(plan, index, element.Memory),
                PacketElementKind.Sequence => AddSequence(plan, index, element.Sequence),
                PacketElementKind.Path => AddPath(plan, index, element, files),
                PacketElementKind.ExactPath => AddOpened(plan, index, element, files.Open(element.Path), files),
                PacketElementKind.Handle => AddOpened(plan, index, element, files.Adopt(element.Handle), files),
                _ => PlanOutcome.Success,
            };
            if (!outcome.Succeeded)
                return outcome;
            if (element.EndOfPacket)
                plan.EndPacket();
        }

        return PlanOutcome.Success;
    }

    private static PlanOutcome AddMemory(SendPlan plan, int index, ReadOnlyMemory<byte> memory)
    {
        if (!memory.IsEmpty)
            plan.AddMemory(memory, index);
        return PlanOutcome.Success;
    }

    private static PlanOutcome AddSequence(SendPlan plan, int index, in ReadOnlySequence<byte> sequence)
    {
        foreach (ReadOnlyMemory<byte> memory in sequence)
            AddMemory(plan, index, memory);
        return PlanOutcome.Success;
    }

    private static PlanOutcome AddPath(SendPlan plan, int index, in PacketElement element, IPlanFiles files)
    {
        // A folder is only ever listed where that may wait.
        if (!files.MayWait && element.Path.AsSpan().IndexOfAny('*', '?') >= 0)
        {
            files.AwaitFolderOf(element.Path);
            return PlanOutcome.Waiting;
        }

        if (files.Expand(element.Path) is not { } matches)
            return AddOpened(plan, index, element, files.Open(element.Path), files);

        if (element.Offset != 0 || element.Count > 0)
        {
            throw new ArgumentException(
                $"Element {index}: '{element.Path}' has a wildcard and a range. A wildcard stands for whole files; give offset 0 and no count.");
        }

        foreach (string match in matches)
        {
            PlanOutcome outcome = AddOpened(plan, index, element, files.Open(match), files);
            if (!outcome.Succeeded)
                return outcome;
        }

        return PlanOutcome.Success;
    }

    private static PlanOutcome AddOpened(SendPlan plan, int index, in PacketElement element, PlannedFile? opened, IPlanFiles files) =>
        opened is { } file ? AddFile(plan, index, element, file, files) : PlanOutcome.Waiting;

    private static PlanOutcome AddFile(SendPlan plan, int index, in PacketElement element, PlannedFile file, IPlanFiles files)
    {
        long offset = element.Offset;
        long length = element.Count;
        if (length == 0)
            return offset <= file.Length ? PlanOutcome.Success : OutOfRange(index, element, file);

        bool fits = length == ToTheEnd ? offset <= file.Length : length <= file.Length - offset;
        if (file.Length == 0 && (length == ToTheEnd || length <= long.MaxValue - offset))
        {
            // A size of 0 may be a lie (/proc, some FUSE mounts): only a read tells.
            switch (files.HasByteAt(file.Index, length == ToTheEnd ? offset : offset + length - 1))
            {
                case ByteProbe.MustWait:
                    return PlanOutcome.Waiting;
                case ByteProbe.Yes:
                    plan.AddFile(file.Index, offset, length == ToTheEnd ? Segment.OpenEnded : length, index);
                    return PlanOutcome.Success;
            }
        }

        if (!fits)
            return OutOfRange(index, element, file);
        if (length == ToTheEnd)
            length = file.Length - offset;
        if (length > 0)
            plan.AddFile(file.Index, offset, length, index);
        return PlanOutcome.Success;
    }

    private static PlanOutcome OutOfRange(int index, in PacketElement element, PlannedFile file)
    {
        string name = element.Kind is PacketElementKind.Path or PacketElementKind.ExactPath ? $"'{element.Path}'" : "the given handle";
        string range = element.Count == ToTheEnd ? $"from byte {element.Offset} on" : $"{element.Count} bytes from byte {element.Offset} on";
        return new PlanOutcome(index, $"Element {index} asks for {range} of {name}, which has {file.Length} bytes. Nothing was sent.");
    }
}
