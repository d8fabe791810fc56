using Sluice.Files;
using Sluice.Operations;
using Sluice.Planning;

namespace Sluice.Streams;

/// <content>Files that were closed after their check, because a send has too many of them to hold all open.</content>
internal sealed unsafe partial class StreamEngine
{
    /// <summary>Has the file at the cursor open, and those before it closed. Moved where the step may go on.</summary>
    private StepOutcome OpenCurrent(SendOperation operation)
    {
        ref readonly Segment segment = ref operation.Cursor.Current;
        if (segment.IsMemory)
            return StepOutcome.Moved;
        operation.Files.ClosePassed(segment.File);
        return operation.Files.MakeReady(segment.File) switch
        {
            FileReadiness.Ready => StepOutcome.Moved,
            FileReadiness.MustWait => StepOutcome.Cold,
            _ => Fail(operation, SendResults.FileNotReady(operation)),
        };
    }

    /// <summary>Whether a file ahead of the cursor can ride along in a batch. Where it cannot, its own step finds out why.</summary>
    private static bool IsReady(SendOperation operation, int file) =>
        !operation.Files.OpensLate || operation.Files.MakeReady(file) == FileReadiness.Ready;
}
