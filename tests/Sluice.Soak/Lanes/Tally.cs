using System.Collections.Concurrent;

namespace Sluice.Soak.Lanes;

/// <summary>What was begun, what it came to, and what went wrong; added to by all lanes at once.</summary>
internal sealed class Tally
{
    private readonly ConcurrentDictionary<string, long> _kinds = new();
    private readonly ConcurrentDictionary<string, long> _errors = new();
    private readonly ConcurrentQueue<string> _wrongs = new();
    private long _begun;
    private long _ended;
    private long _bytes;

    public long Begun => Interlocked.Read(ref _begun);

    public long Ended => Interlocked.Read(ref _ended);

    /// <summary>Bytes that were received and found right.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Connections and groups of sends by kind.</summary>
    public IEnumerable<KeyValuePair<string, long>> Kinds => _kinds.OrderBy(static pair => pair.Key, StringComparer.Ordinal);

    /// <summary>Errors that were asked for, by name.</summary>
    public IEnumerable<KeyValuePair<string, long>> Errors => _errors.OrderBy(static pair => pair.Key, StringComparer.Ordinal);

    /// <summary>Promises that were broken.</summary>
    public IReadOnlyCollection<string> Wrongs => _wrongs;

    public void Begin() => Interlocked.Increment(ref _begun);

    public void End(in SendOutcome outcome)
    {
        Interlocked.Increment(ref _ended);
        if (outcome.Error is { } error)
            Add(_errors, error);
    }

    public void AddChecked(long bytes) => Interlocked.Add(ref _bytes, bytes);

    public void AddKind(string kind) => Add(_kinds, kind);

    public void AddWrong(string what) => _wrongs.Enqueue(what);

    private static void Add(ConcurrentDictionary<string, long> counts, string name) => counts.AddOrUpdate(name, 1, static (_, count) => count + 1);
}
