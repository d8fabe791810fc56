using System.Buffers.Binary;
using System.Globalization;

namespace SegmentFetch;

/// <summary>
/// A sealed piece of a message log: a file that never changes, and one beside it with a checksum for each of its chunks, made once. So what proves that an answer
/// is right is read from a file as well, and no byte of the log passes through the broker's hands.
/// </summary>
internal sealed class Segment(string folder, ulong number)
{
    /// <summary>Bytes that one checksum is made over; the last chunk of a segment may be shorter.</summary>
    public const int ChunkBytes = 64 * 1024;

    public const int ChecksumBytes = sizeof(uint);

    /// <summary>The messages.</summary>
    public string Log { get; } = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{number:D20}.log"));

    /// <summary>The checksums of the chunks, one after the other.</summary>
    public string Checksums { get; } = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{number:D20}.crc"));

    public static long ChunksOf(long bytes) => (bytes + ChunkBytes - 1) / ChunkBytes;

    /// <summary>Makes a segment of a file. It is there as a whole or not at all: the log gets its name last.</summary>
    public async Task SealAsync(string file, CancellationToken cancellationToken)
    {
        if (File.Exists(Log))
            throw new IOException($"{Log} is there already, and segments never change.");
        string unfinished = Log + ".new";
        byte[] chunk = new byte[ChunkBytes];
        byte[] checksum = new byte[ChecksumBytes];
        await using (FileStream source = File.OpenRead(file))
        await using (FileStream log = File.Create(unfinished))
        await using (FileStream checksums = File.Create(Checksums))
        {
            int count;
            while ((count = await source.ReadAtLeastAsync(chunk, ChunkBytes, throwOnEndOfStream: false, cancellationToken)) > 0)
            {
                BinaryPrimitives.WriteUInt32BigEndian(checksum, Crc32C.Of(chunk.AsSpan(0, count)));
                await log.WriteAsync(chunk.AsMemory(0, count), cancellationToken);
                await checksums.WriteAsync(checksum, cancellationToken);
            }
        }

        File.Move(unfinished, Log);
    }
}
