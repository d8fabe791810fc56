using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Tracing;

namespace Sluice.Diagnostics;

/// <summary>
/// Traces single sends: what each one does, by its number. A send that begins while nobody listens has no number and is not traced. Events come
/// from whichever thread has the send, never under a lock.
/// </summary>
[EventSource(Name = "Sluice")]
internal sealed unsafe class SluiceEventSource : EventSource
{
    private const string PrimitivesAlone = "Numbers and strings are passed, of which trimming takes nothing away.";

    private static long _lastId;

    private SluiceEventSource()
    {
    }

    public static SluiceEventSource Log { get; } = new();

    /// <summary>The number of a send that begins; 0 where nobody listens.</summary>
    [NonEvent]
    public long NextId() => IsEnabled() ? Interlocked.Increment(ref _lastId) : 0;

    // The runtime's own tracking of activities is off: it would make sends that begin on one thread parts of each other, and miss their ends on another.
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = PrimitivesAlone)]
    [Event(1, Level = EventLevel.Informational, ActivityOptions = EventActivityOptions.Disable, Message = "Send {0} over a {1} begins, with {2} elements.")]
    public void SendStart(long id, string transport, int elements)
    {
        fixed (char* text = transport)
        {
            EventData* data = stackalloc EventData[3];
            data[0] = Number(&id);
            data[1] = Text(text, transport);
            data[2] = new EventData { DataPointer = (nint)(&elements), Size = sizeof(int) };
            WriteEventCore(1, 3, data);
        }
    }

    /// <param name="id">The number of the send.</param>
    /// <param name="bytes">Bytes of all elements; -1 where that is not known.</param>
    [Event(2, Level = EventLevel.Informational, Message = "Send {0} is checked, its files are open: {1} bytes.")]
    public void SendPlanned(long id, long bytes) => WriteEvent(2, id, bytes);

    [Event(3, Level = EventLevel.Verbose, Message = "Send {0} has its socket or stream.")]
    public void SendTurn(long id) => WriteEvent(3, id);

    /// <param name="id">The number of the send.</param>
    /// <param name="reason">What it waits for: socket, stream, time (its rate, or the end of a connection) or place (client profile).</param>
    [Event(4, Level = EventLevel.Verbose, Message = "Send {0} waits: {1}.")]
    public void SendWait(long id, string reason) => WriteEvent(4, id, reason);

    /// <param name="id">The number of the send.</param>
    /// <param name="operation">What the disk thread is to do: open or read.</param>
    [Event(5, Level = EventLevel.Verbose, Message = "Send {0} is handed to a disk thread: {1}.")]
    public void SendDisk(long id, string operation) => WriteEvent(5, id, operation);

    /// <param name="id">The number of the send.</param>
    /// <param name="bytes">Bytes taken.</param>
    /// <param name="error">The kind of the failure; empty where there is none.</param>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = PrimitivesAlone)]
    [Event(6, Level = EventLevel.Informational, ActivityOptions = EventActivityOptions.Disable, Message = "Send {0} has ended after {1} bytes. {2}")]
    public void SendStop(long id, long bytes, string error)
    {
        fixed (char* text = error)
        {
            EventData* data = stackalloc EventData[3];
            data[0] = Number(&id);
            data[1] = Number(&bytes);
            data[2] = Text(text, error);
            WriteEventCore(6, 3, data);
        }
    }

    private static EventData Number(long* value) => new() { DataPointer = (nint)value, Size = sizeof(long) };

    private static EventData Text(char* text, string value) => new() { DataPointer = (nint)text, Size = (value.Length + 1) * sizeof(char) };
}
