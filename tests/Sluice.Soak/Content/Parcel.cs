using System.Net.Sockets;

namespace Sluice.Soak.Content;

/// <summary>The elements of one send, the bytes that they are, and the memory that is borrowed for it.</summary>
internal sealed class Parcel
{
    private readonly List<PacketElement> _elements = [];
    private readonly List<SendPacketsElement?> _stock = [];
    private readonly List<Extent> _extents = [];
    private readonly List<int> _ends = [];
    private readonly List<byte[]> _lent = [];
    private readonly List<NativeBytes> _native = [];

    public PacketElement[] Elements => [.. _elements];

    /// <summary>The same for the framework's own type; only where <see cref="FitsStock"/>.</summary>
    public SendPacketsElement?[] Stock => [.. _stock];

    public bool FitsStock { get; private set; } = true;

    public IReadOnlyList<Extent> Extents => _extents;

    public int Length { get; private set; }

    public void Add(PacketElement element, SendPacketsElement? stock, params ReadOnlySpan<Extent> extents)
    {
        _elements.Add(element);
        _stock.Add(stock);
        foreach (Extent extent in extents)
        {
            _extents.Add(extent);
            Length += extent.Length;
        }

        _ends.Add(_extents.Count);
    }

    /// <summary>The datagrams that this is with a send size, as docs/datagrams.md says.</summary>
    public List<byte[]> Frame(int sendSize)
    {
        bool joins = sendSize != 0 || _elements.Any(static element => element.EndOfPacket);
        List<byte[]> datagrams = [];
        List<byte> run = [];
        for (int i = 0; i < _elements.Count; i++)
        {
            for (int j = i == 0 ? 0 : _ends[i - 1]; j < _ends[i]; j++)
            {
                byte[] bytes = new byte[_extents[j].Length];
                DerivedBytes.Fill(_extents[j].Seed, _extents[j].Offset, bytes);
                run.AddRange(bytes);
            }

            if (joins && i < _elements.Count - 1 && !_elements[i].EndOfPacket)
                continue;
            datagrams.AddRange(run.ToArray().Chunk(sendSize > 0 ? sendSize : Math.Max(1, run.Count)));
            run.Clear();
        }

        return datagrams;
    }

    /// <summary>An element that the framework's own type cannot say.</summary>
    public void AddOurs(PacketElement element, params ReadOnlySpan<Extent> extents)
    {
        FitsStock = false;
        Add(element, null, extents);
    }

    /// <summary>Memory that is used for something else as soon as the send is over.</summary>
    public byte[] Lend(int length)
    {
        byte[] lent = new byte[length];
        _lent.Add(lent);
        return lent;
    }

    /// <summary>The same outside the managed heap.</summary>
    public NativeBytes LendNative(int length)
    {
        NativeBytes native = new(length);
        _native.Add(native);
        return native;
    }

    /// <summary>
    /// The send is over, so what it borrowed is the caller's again: it is written over at once, which a sender that still reads it would send. False if a pin was left.
    /// </summary>
    public bool TakeBack()
    {
        foreach (byte[] lent in _lent)
            lent.AsSpan().Fill(0xEE);

        bool isFree = true;
        foreach (NativeBytes native in _native)
        {
            isFree &= native.Pins == 0;
            native.GetSpan().Fill(0xEE);
            ((IDisposable)native).Dispose();
        }

        return isFree;
    }
}
