using System.Buffers.Binary;
using System.Net.Sockets;

namespace SegmentFetch;

/// <summary>Fetches segments, with several requests ahead of the answers, so that the wire is never idle.</summary>
internal sealed class SegmentClient : IDisposable
{
    private const int Outstanding = 4;
    private const int PieceChunks = 16;
    private const int PieceBytes = PieceChunks * Segment.ChunkBytes;

    private readonly NetworkStream _stream;
    private readonly byte[] _header = new byte[FetchHeader.Bytes];
    private readonly byte[] _piece = new byte[PieceBytes];
    private readonly byte[] _checksums = new byte[PieceChunks * Segment.ChecksumBytes];

    private SegmentClient(Socket socket) => _stream = new NetworkStream(socket, ownsSocket: true);

    public static async Task<SegmentClient> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(host, port, cancellationToken);
        return new SegmentClient(socket);
    }

    /// <summary>Fetches a segment into a file, which has its name once every chunk of it has been checked.</summary>
    /// <returns>Its bytes.</returns>
    public async Task<long> FetchAsync(ulong segment, string path, CancellationToken cancellationToken)
    {
        string unfinished = path + ".part";
        long fetched = 0;
        await using (FileStream file = File.Create(unfinished))
        {
            uint asked = 0;
            bool isAtEnd = false;
            for (uint answered = 0; !isAtEnd || answered < asked; answered++)
            {
                for (; !isAtEnd && asked - answered < Outstanding; asked++)
                    await AskAsync(new FetchRequest(asked, segment, asked * (long)PieceBytes, PieceBytes), cancellationToken);
                ReadOnlyMemory<byte> piece = await ReceiveAsync(answered, cancellationToken);
                await file.WriteAsync(piece, cancellationToken);
                fetched += piece.Length;
                isAtEnd |= piece.Length < PieceBytes;
            }
        }

        File.Move(unfinished, path, overwrite: true);
        return fetched;
    }

    public void Dispose() => _stream.Dispose();

    private async Task AskAsync(FetchRequest request, CancellationToken cancellationToken)
    {
        byte[] frame = new byte[FetchRequest.FrameBytes];
        request.Write(frame);
        await _stream.WriteAsync(frame, cancellationToken);
    }

    private async Task<ReadOnlyMemory<byte>> ReceiveAsync(uint id, CancellationToken cancellationToken)
    {
        await _stream.ReadExactlyAsync(_header, cancellationToken);
        FetchHeader header = FetchHeader.Read(_header);
        if (header.Status != FetchStatus.Ok)
            throw new InvalidDataException($"the broker answers {header.Status}.");
        if (header.Id != id || header.Count > PieceBytes)
            throw new InvalidDataException($"the broker answers what was not asked: request {header.Id}, {header.Count} bytes.");

        Memory<byte> piece = _piece.AsMemory(0, (int)header.Count);
        Memory<byte> checksums = _checksums.AsMemory(0, (int)Segment.ChunksOf(header.Count) * Segment.ChecksumBytes);
        await _stream.ReadExactlyAsync(piece, cancellationToken);
        await _stream.ReadExactlyAsync(checksums, cancellationToken);
        for (int at = 0, chunk = 0; at < piece.Length; at += Segment.ChunkBytes, chunk++)
        {
            ReadOnlySpan<byte> bytes = piece.Span[at..Math.Min(at + Segment.ChunkBytes, piece.Length)];
            if (Crc32C.Of(bytes) != BinaryPrimitives.ReadUInt32BigEndian(checksums.Span[(chunk * Segment.ChecksumBytes)..]))
                throw new InvalidDataException($"the checksum of chunk {id * PieceChunks + chunk} is wrong.");
        }

        return piece;
    }
}
