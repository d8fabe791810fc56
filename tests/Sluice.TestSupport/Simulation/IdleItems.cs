using System.Collections.Concurrent;
using System.Reflection;
using Sluice.Operations;
using Xunit;

namespace Sluice.TestSupport.Simulation;

/// <summary>
/// The pools of a transmitter, whichever it has: before a run they are lent the buffers of the run before, and after it every one of these has to be back. Found by
/// going through its fields, so that a pool that is added later is watched as well. One for each kind of transmitter, used by one run at a time.
/// </summary>
internal sealed class IdleItems
{
    private static readonly ConcurrentDictionary<Type, FieldInfo[]> Fields = new();

    private readonly Dictionary<string, IReadOnlyList<byte[]>> _items = [];
    private List<(string Name, IdlePool<byte[]> Pool)> _pools = [];

    /// <summary>Buffers that have been lent and were back, so far.</summary>
    public long Returned { get; private set; }

    /// <summary>Fills the pools.</summary>
    public void Lend(Transmitter transmitter)
    {
        _pools = PoolsOf(transmitter);
        foreach ((string name, IdlePool<byte[]> pool) in _pools)
        {
            foreach (byte[] item in _items.GetValueOrDefault(name) ?? [])
                pool.Return(item);
        }
    }

    /// <summary>Empties the pools that were filled. Nothing may be under way any more.</summary>
    public void TakeBack()
    {
        foreach ((string name, IdlePool<byte[]> pool) in _pools)
        {
            IReadOnlyList<byte[]> idle = pool.TakeAll();
            IReadOnlyList<byte[]> lent = _items.GetValueOrDefault(name) ?? [];

            // One that is too small for what is to be read gives its place to a larger one.
            int missing = lent.Count(item => !idle.Contains(item) && !idle.Any(other => other.Length > item.Length && !lent.Contains(other)));
            _items[name] = idle;
            Returned += idle.Count;
            Assert.True(missing == 0, $"{missing} buffers of {name} have not been given back.");
        }
    }

    private static List<(string Name, IdlePool<byte[]> Pool)> PoolsOf(Transmitter transmitter)
    {
        List<(string, IdlePool<byte[]>)> pools = [];
        Collect(transmitter, "", [], pools);
        return pools;
    }

    private static void Collect(object holder, string name, HashSet<object> seen, List<(string, IdlePool<byte[]>)> pools)
    {
        if (!seen.Add(holder))
            return;
        if (holder is IdlePool<byte[]> pool)
        {
            pools.Add((name, pool));
            return;
        }

        foreach (FieldInfo field in Fields.GetOrAdd(holder.GetType(), FieldsOf))
        {
            if (field.GetValue(holder) is { } value && value.GetType().Assembly == typeof(Transmitter).Assembly)
                Collect(value, $"{name}.{field.Name}", seen, pools);
        }
    }

    private static FieldInfo[] FieldsOf(Type type) =>
    [
        .. type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Where(field => !field.FieldType.IsValueType),
    ];
}
