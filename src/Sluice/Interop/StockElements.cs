using System.Buffers;
using System.Net.Sockets;

namespace Sluice.Interop;

/// <summary>The framework's elements as our own, in a pooled array that goes back when the call that reads them ends.</summary>
internal readonly ref struct StockElements
{
    private readonly PacketElement[] _converted;
    private readonly int _count;

    public StockElements(SendPacketsElement?[] elements)
    {
        _count = elements.Length;
        _converted = ArrayPool<PacketElement>.Shared.Rent(_count);
        try
        {
            for (int i = 0; i < _count; i++)
                _converted[i] = elements[i];
        }
        catch
        {
            // A stream among them that is closed.
            Dispose();
            throw;
        }
    }

    /// <summary>The same for the awaitable pattern, in which what cannot be converted comes through the task.</summary>
    /// <param name="elements">The framework's elements.</param>
    /// <param name="converted">Our own, to be disposed of after the call.</param>
    /// <param name="failed">What to return where this is false.</param>
    public static bool TryConvert(SendPacketsElement?[] elements, out StockElements converted, out ValueTask<long> failed)
    {
        ArgumentNullException.ThrowIfNull(elements);
        converted = default;
        failed = default;
        try
        {
            converted = new StockElements(elements);
            return true;
        }
        catch (Exception fault)
        {
            failed = ValueTask.FromException<long>(fault);
            return false;
        }
    }

    public ReadOnlySpan<PacketElement> Span => _converted.AsSpan(0, _count);

    public void Dispose() => ArrayPool<PacketElement>.Shared.Return(_converted, clearArray: true);
}
