using System.Buffers;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sluice;

/// <summary>
/// One piece of a send: bytes in memory, or a range of a file. The default value sends nothing.
/// </summary>
/// <remarks>
/// An element borrows what it names: memory must neither be changed nor returned to its pool before the send
/// completes, and a handle must stay open until then. Files named by a path are opened and closed by the sender.
/// </remarks>
/// <example>
/// <code>
/// await socket.SendPacketsAsync([header, PacketElement.FromFile("a.bin"), trailer]);
/// </code>
/// </example>
public readonly struct PacketElement : IEquatable<PacketElement>
{
    // byte[], MemoryManager<byte>, a boxed ReadOnlyMemory<byte>, ReadOnlySequenceSegment<byte>, string or SafeFileHandle, as the kind says.
    private readonly object? _source;

    // The last segment of a sequence.
    private readonly object? _end;

    // Start in the array, manager, first segment or file.
    private readonly long _offset;

    // Length in bytes; of a sequence the index in its last segment; of a file -1 for "to the end".
    private readonly long _count;

    private PacketElement(PacketElementKind kind, object? source, long offset, long count, object? end = null)
    {
        Kind = kind;
        _source = source;
        _offset = offset;
        _count = count;
        _end = end;
    }

    /// <summary>
    /// Whether this element ends a packet: it never shares one send request with the next. On a datagram socket it ends
    /// the datagram; on a stream it pushes what has been sent. <see langword="false"/> unless set.
    /// </summary>
    /// <example>
    /// <code>
    /// await socket.SendPacketsAsync([first, PacketElement.FromMemory(second) with { EndOfPacket = true }, third]);   // two datagrams, on a connected UDP socket
    /// </code>
    /// </example>
    public bool EndOfPacket { get; init; }

    internal PacketElementKind Kind { get; }

    internal string Path => (string)_source!;

    internal SafeFileHandle Handle => (SafeFileHandle)_source!;

    internal long Offset => _offset;

    /// <summary>Bytes to send of a file; -1 for all up to its end.</summary>
    internal long Count => _count;

    internal ReadOnlyMemory<byte> Memory => _source switch
    {
        byte[] array => new ReadOnlyMemory<byte>(array, (int)_offset, (int)_count),
        MemoryManager<byte> manager => manager.Memory.Slice((int)_offset, (int)_count),
        ReadOnlyMemory<byte> boxed => boxed,
        _ => default,
    };

    /// <summary>Whether it is an array, or has no bytes at all.</summary>
    internal bool IsArrayOrNothing => Kind is PacketElementKind.Memory or PacketElementKind.Nothing && _source is byte[] or null;

    /// <summary>Whether it is an array, and has bytes.</summary>
    internal bool IsArray => Kind == PacketElementKind.Memory && _source is byte[];

    /// <summary>The bytes of an array; of anything else, none.</summary>
    internal ReadOnlySpan<byte> ArrayBytes => _source is byte[] array ? new ReadOnlySpan<byte>(array, (int)_offset, (int)_count) : default;

    internal ReadOnlySequence<byte> Sequence => new(
        (ReadOnlySequenceSegment<byte>)_source!, (int)_offset, (ReadOnlySequenceSegment<byte>)_end!, (int)_count);

    /// <summary>An element that sends the bytes of <paramref name="memory"/>, as they are when the kernel takes them.</summary>
    /// <param name="memory">Not to be changed or returned before the send completes. Empty memory sends nothing.</param>
    /// <returns>The element. It copies nothing.</returns>
    /// <exception cref="ArgumentException">The memory is backed by something else than an array or a <see cref="MemoryManager{T}"/>.</exception>
    /// <example><code>await socket.SendPacketsAsync([PacketElement.FromMemory(header.AsMemory(4))]);</code></example>
    public static PacketElement FromMemory(ReadOnlyMemory<byte> memory)
    {
        if (memory.IsEmpty)
            return new PacketElement(PacketElementKind.Memory, null, 0, 0);
        if (MemoryMarshal.TryGetArray(memory, out ArraySegment<byte> segment))
            return new PacketElement(PacketElementKind.Memory, segment.Array, segment.Offset, segment.Count);
        if (MemoryMarshal.TryGetMemoryManager(memory, out MemoryManager<byte>? manager, out int start, out int length))
            return FromManager(memory, manager, start, length);
        throw new ArgumentException("The memory is backed by neither an array nor a MemoryManager<byte>; copy it to an array.", nameof(memory));
    }

    /// <summary>An element that sends the bytes of <paramref name="sequence"/>, gathered, without joining them first.</summary>
    /// <param name="sequence">Its memory is not to be changed or returned before the send completes. An empty sequence sends nothing.</param>
    /// <returns>The element. It copies nothing.</returns>
    /// <exception cref="ArgumentException">The sequence is made of something else than linked segments, or its memory of something that <see cref="FromMemory"/> does not take.</exception>
    public static PacketElement FromSequence(ReadOnlySequence<byte> sequence)
    {
        if (sequence.IsSingleSegment)
            return FromMemory(sequence.First);
        if (SequenceMarshal.TryGetReadOnlySequenceSegment(
            sequence, out ReadOnlySequenceSegment<byte>? first, out int firstIndex, out ReadOnlySequenceSegment<byte>? last, out int lastIndex))
        {
            return new PacketElement(PacketElementKind.Sequence, first, firstIndex, lastIndex, last);
        }

        throw new ArgumentException("The sequence is not made of linked segments; copy it to an array.", nameof(sequence));
    }

    /// <summary>An element that sends a range of the file at <paramref name="path"/>.</summary>
    /// <param name="path">
    /// A full path, or a name looked up in the working directory. A last part with <c>*</c> or <c>?</c> stands for every matching
    /// file of its folder, in ordinal order, unless a file of exactly that name exists; <paramref name="offset"/> must then be 0 and
    /// <paramref name="count"/> null.
    /// </param>
    /// <param name="offset">First byte of the range, from the start of the file.</param>
    /// <param name="count">Bytes to send, or null for all up to the end of the file. 0 sends nothing.</param>
    /// <returns>The element. The file is looked for by the send, not here.</returns>
    /// <exception cref="ArgumentNullException">The path is null.</exception>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The offset or the count is below 0.</exception>
    /// <example>
    /// <code>
    /// await socket.SendPacketsAsync([PacketElement.FromFile("a.bin", offset: 4096, count: 1000)]);
    /// await socket.SendPacketsAsync([PacketElement.FromFile("logs/*.log")]);
    /// </code>
    /// </example>
    public static PacketElement FromFile(string path, long offset = 0, long? count = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new PacketElement(PacketElementKind.Path, path, CheckOffset(offset), CheckCount(count));
    }

    /// <summary>
    /// An element that sends a range of an open file. The handle stays the caller's: it is never closed, and its position is neither
    /// used nor moved.
    /// </summary>
    /// <param name="file">A readable handle of a regular file, open until the send completes.</param>
    /// <param name="offset">First byte of the range, from the start of the file.</param>
    /// <param name="count">Bytes to send, or null for all up to the end of the file. 0 sends nothing.</param>
    /// <returns>The element.</returns>
    /// <exception cref="ArgumentNullException">The handle is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The offset or the count is below 0.</exception>
    /// <example>
    /// <code>
    /// using SafeFileHandle file = File.OpenHandle("a.bin");
    /// await socket.SendPacketsAsync([header, PacketElement.FromFile(file), trailer]);
    /// </code>
    /// </example>
    public static PacketElement FromFile(SafeFileHandle file, long offset = 0, long? count = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new PacketElement(PacketElementKind.Handle, file, CheckOffset(offset), CheckCount(count));
    }

    /// <summary>All of the file of exactly this name: no character of it is a wildcard.</summary>
    internal static PacketElement FromExactFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new PacketElement(PacketElementKind.ExactPath, path, 0, -1);
    }

    /// <summary>The element of the framework's own type: its buffer, path or stream, its range and its end-of-packet mark.</summary>
    /// <param name="element">Null sends nothing. Its count of 0 means, for a file, all up to the end.</param>
    /// <returns>The element. It borrows what the framework's own names.</returns>
    /// <exception cref="ObjectDisposedException">Its file stream is closed.</exception>
    /// <remarks>Of a <see cref="FileStream"/> only the handle is used, and its position is not moved.</remarks>
    public static PacketElement FromSendPacketsElement(SendPacketsElement? element)
    {
        if (element is null)
            return default;

        PacketElement converted;
        if (element.MemoryBuffer is { } memory)
            converted = FromMemory(memory);
        else if (element.FilePath is { } path)
            converted = FromFile(path, element.OffsetLong, ToEndIfZero(element.Count));
        else if (element.FileStream is { } stream)
            converted = FromFile(stream.SafeFileHandle, element.OffsetLong, ToEndIfZero(element.Count));
        else
            converted = default;
        return element.EndOfPacket ? converted with { EndOfPacket = true } : converted;
    }

    /// <summary>The bytes of an array; see <see cref="FromMemory"/>.</summary>
    /// <param name="array">Not to be changed before the send completes. Null sends nothing.</param>
    /// <returns>The element. It copies nothing.</returns>
    public static implicit operator PacketElement(byte[]? array) =>
        array is null or { Length: 0 } ? default : new PacketElement(PacketElementKind.Memory, array, 0, array.Length);

    /// <summary>The bytes of memory; see <see cref="FromMemory"/>.</summary>
    /// <param name="memory">Not to be changed or returned before the send completes. Empty memory sends nothing.</param>
    /// <returns>The element. It copies nothing.</returns>
    /// <exception cref="ArgumentException">The memory is backed by something else than an array or a <see cref="MemoryManager{T}"/>.</exception>
    public static implicit operator PacketElement(ReadOnlyMemory<byte> memory) => FromMemory(memory);

    /// <summary>The bytes of memory; see <see cref="FromMemory"/>.</summary>
    /// <param name="memory">Not to be changed or returned before the send completes. Empty memory sends nothing.</param>
    /// <returns>The element. It copies nothing.</returns>
    /// <exception cref="ArgumentException">The memory is backed by something else than an array or a <see cref="MemoryManager{T}"/>.</exception>
    public static implicit operator PacketElement(Memory<byte> memory) => FromMemory(memory);

    /// <summary>The framework's own element; see <see cref="FromSendPacketsElement"/>.</summary>
    /// <param name="element">Null sends nothing.</param>
    /// <returns>The element. It borrows what the framework's own names.</returns>
    /// <exception cref="ObjectDisposedException">Its file stream is closed.</exception>
    public static implicit operator PacketElement(SendPacketsElement? element) => FromSendPacketsElement(element);

    /// <summary>Whether both name the same bytes: the same object, range and end-of-packet mark.</summary>
    /// <param name="left">One element.</param>
    /// <param name="right">The other.</param>
    /// <returns><see langword="true"/> where they are equal. What the bytes are is not looked at.</returns>
    public static bool operator ==(PacketElement left, PacketElement right) => left.Equals(right);

    /// <summary>Whether they differ in object, range or end-of-packet mark.</summary>
    /// <param name="left">One element.</param>
    /// <param name="right">The other.</param>
    /// <returns><see langword="true"/> where they differ.</returns>
    public static bool operator !=(PacketElement left, PacketElement right) => !left.Equals(right);

    /// <summary>Whether both name the same bytes: the same object, range and end-of-packet mark.</summary>
    /// <param name="other">The other element.</param>
    /// <returns><see langword="true"/> where they are equal. What the bytes are is not looked at.</returns>
    public bool Equals(PacketElement other) =>
        Kind == other.Kind && _offset == other._offset && _count == other._count && EndOfPacket == other.EndOfPacket
        && Equals(_source, other._source) && ReferenceEquals(_end, other._end);

    /// <summary>Whether it is an element that names the same bytes.</summary>
    /// <param name="obj">Anything.</param>
    /// <returns><see langword="true"/> where it is an element, and equal to this one.</returns>
    public override bool Equals(object? obj) => obj is PacketElement other && Equals(other);

    /// <summary>A hash of what the element names.</summary>
    /// <returns>The same number for elements that are equal.</returns>
    public override int GetHashCode() => HashCode.Combine(Kind, _source, _offset, _count, EndOfPacket);

    private static PacketElement FromManager(ReadOnlyMemory<byte> memory, MemoryManager<byte> manager, int start, int length)
    {
        // The start counts from the manager's span; its own Memory may begin later in it, or end earlier. What that cannot express is boxed.
        ReadOnlyMemory<byte> whole = manager.Memory;
        bool expressible = MemoryMarshal.TryGetMemoryManager(whole, out MemoryManager<byte>? same, out int origin, out int extent)
            && ReferenceEquals(same, manager) && start >= origin && start - origin + length <= extent;
        return expressible
            ? new PacketElement(PacketElementKind.Memory, manager, start - origin, length)
            : new PacketElement(PacketElementKind.Memory, memory, 0, length);
    }

    private static long CheckOffset(long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        return offset;
    }

    private static long CheckCount(long? count)
    {
        if (count is not { } bytes)
            return -1;
        ArgumentOutOfRangeException.ThrowIfNegative(bytes, nameof(count));
        return bytes;
    }

    private static long? ToEndIfZero(int count) => count == 0 ? null : count;
}
