using System.Net;
using System.Net.Sockets;
using Sluice;

namespace SegmentFetch;

/// <summary>Answers fetches of the segments in a folder: header, range and checksums in one send, several under way on each connection.</summary>
internal sealed class SegmentServer(string folder) : IAsyncDisposable
{
    private const int MostOutstanding = 16;
    private const uint MostBytes = 16 * 1024 * 1024;

    // A client that takes nothing for so long is given up.
    private static readonly SendPacketsOptions Options = new() { StallTimeout = TimeSpan.FromSeconds(30) };

    // Segments are asked for over and over, and never change: they stay open.
    private readonly Transmitter _transmitter = new(new TransmitterOptions { FileCacheCapacity = 256 });

    public async Task RunAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        using Socket listener = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(address);
        listener.Listen();
        Console.WriteLine($"listening on {listener.LocalEndPoint}");
        while (true)
            _ = ServeAsync(await listener.AcceptAsync(cancellationToken), cancellationToken);
    }

    public ValueTask DisposeAsync() => _transmitter.DisposeAsync();

    private async Task ServeAsync(Socket client, CancellationToken cancellationToken)
    {
        using Socket connection = client;
        try
        {
            await using NetworkStream requests = new(client);
            byte[] frame = new byte[FetchRequest.FrameBytes];
            SemaphoreSlim places = new(MostOutstanding);
            while (await requests.ReadAtLeastAsync(frame, frame.Length, throwOnEndOfStream: false, cancellationToken) == frame.Length)
            {
                // From a client that does not take its answers no more requests are taken either.
                await places.WaitAsync(cancellationToken);
                _ = AnswerAsync(client, FetchRequest.Read(frame), places, cancellationToken);
            }

            // The client has asked for all that it wants; what is under way it still gets.
            for (int i = 0; i < MostOutstanding; i++)
                await places.WaitAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or ObjectDisposedException)
        {
            Console.Error.WriteLine(failure.Message);
        }
        catch (OperationCanceledException)
        {
            // Ctrl+C: the client asks another broker, or this one later, for what it lacks.
        }
    }

    /// <summary>
    /// Runs up to the send within the call of it, and sends of one socket go one after another in the order of their calls, each as a whole: that alone keeps the answers in the
    /// order of the requests.
    /// </summary>
    private async Task AnswerAsync(Socket client, FetchRequest request, SemaphoreSlim places, CancellationToken cancellationToken)
    {
        try
        {
            Segment segment = new(folder, request.Segment);
            FetchHeader header = Look(segment, request);
            PacketElement range = default;
            PacketElement checksums = default;
            if (header.Count > 0)
            {
                range = PacketElement.FromFile(segment.Log, request.Offset, header.Count);
                checksums = PacketElement.FromFile(
                    segment.Checksums, request.Offset / Segment.ChunkBytes * Segment.ChecksumBytes, Segment.ChunksOf(header.Count) * Segment.ChecksumBytes);
            }

            await _transmitter.SendPacketsAsync(client, [header.ToArray(), range, checksums], Options, cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // An answer is missing or is not whole, and nothing may follow it.
            Console.Error.WriteLine(failure.Message);
            client.Dispose();
        }
        finally
        {
            places.Release();
        }
    }

    private static FetchHeader Look(Segment segment, FetchRequest request)
    {
        FileInfo log = new(segment.Log);
        if (!log.Exists)
            return new FetchHeader(request.Id, FetchStatus.UnknownSegment, 0);
        if (request.Offset < 0 || request.Offset % Segment.ChunkBytes != 0 || request.Count % Segment.ChunkBytes != 0)
            return new FetchHeader(request.Id, FetchStatus.BadRange, 0);
        return new FetchHeader(request.Id, FetchStatus.Ok, (uint)Math.Clamp(log.Length - request.Offset, 0, Math.Min(request.Count, MostBytes)));
    }
}
