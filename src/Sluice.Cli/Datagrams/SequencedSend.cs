using System.Net.Sockets;
using System.Runtime.InteropServices;
using Sluice.Cli.Commands;
using Sluice.Cli.Elements;
using Sluice.Cli.Output;
using Sluice.Cli.Sending;

namespace Sluice.Cli.Datagrams;

/// <summary>
/// A send of datagrams that bear numbers. The numbers and the data are elements that <see cref="PacketElement.EndOfPacket"/> joins into datagrams: the data itself
/// is never copied here.
/// </summary>
internal sealed class SequencedSend
{
    // Datagrams of one call: the elements of a large file need not all be in memory at once.
    private const int DatagramsPerCall = 512;

    private readonly List<Source> _sources;
    private readonly SendPacketsOptions _joined;
    private readonly int _repeat;
    private readonly int _payload;

    /// <param name="elements">Memory and files; patterns must have been expanded, for their sizes have to be known.</param>
    /// <param name="job">How; its send size is that of a datagram, header included, and 0 makes every element a datagram.</param>
    public SequencedSend(SendElement[] elements, SendJob job)
    {
        if (job.SendSize is > 0 and <= SequenceHeader.Bytes)
            throw CommandException.Usage($"--send-size {job.SendSize} leaves no room behind the {SequenceHeader.Bytes} bytes that --sequence takes of every datagram.");
        if (elements.Any(static element => element.EndsPacket))
            throw CommandException.Usage("--eop and --sequence exclude each other: --sequence makes every element a datagram, or cuts them by --send-size.");
        _joined = new SendPacketsOptions { SendSize = -1, MaxBytesPerSecond = job.MaxBytesPerSecond, StallTimeout = job.Timeout ?? Timeout.InfiniteTimeSpan };
        _repeat = job.Repeat;
        _payload = job.SendSize > 0 ? job.SendSize - SequenceHeader.Bytes : 0;
        _sources = [.. elements.Select(Measure).Where(source => source.Length > 0)];
        Bytes = _sources.Sum(source => source.Length) * _repeat;
        Datagrams = _payload > 0 ? (Bytes + _payload - 1) / _payload : (long)_sources.Count * _repeat;
    }

    /// <summary>Bytes of data, without the headers.</summary>
    public long Bytes { get; }

    public long Datagrams { get; }

    /// <returns>The bytes of data.</returns>
    public async Task<long> SendAsync(Socket socket, TransferTally tally, CancellationToken cancellationToken)
    {
        List<PacketElement> call = [];
        long number = 0;
        long sent = 0;
        long bytes = 0;
        long room = 0;
        foreach (Source source in Enumerable.Repeat(_sources, _repeat).SelectMany(static sources => sources))
        {
            for (long offset = 0; offset < source.Length;)
            {
                if (room == 0)
                {
                    call.Add(new SequenceHeader(number++, Datagrams).ToArray());
                    room = _payload > 0 ? _payload : source.Length;
                }

                long count = Math.Min(room, source.Length - offset);
                room -= count;
                offset += count;
                bytes += count;
                call.Add(source.Slice(offset - count, count) with { EndOfPacket = room == 0 });
                if (room == 0 && number % DatagramsPerCall == 0)
                {
                    await SendAsync(socket, call, sent, cancellationToken);
                    sent = number;
                    tally.Report(new SendPacketsProgress(bytes, 0, Bytes / _repeat));
                }
            }
        }

        if (call.Count > 0)
            await SendAsync(socket, call, sent, cancellationToken);
        return bytes;
    }

    private async Task SendAsync(Socket socket, List<PacketElement> call, long before, CancellationToken cancellationToken)
    {
        try
        {
            await socket.SendPacketsAsync(CollectionsMarshal.AsSpan(call), _joined, cancellationToken);
            call.Clear();
        }
        catch (SendPacketsException failure)
        {
            ExitCode code = failure.InnerException is IOException ? ExitCode.File : ExitCode.Network;
            string cause = failure.InnerException is IOException file ? file.Message.TrimEnd('.') : Failures.Explain(failure);
            throw new CommandException(
                code, $"the send failed after {Format.Number(before)} datagrams and {Format.Bytes(failure.BytesTransferred)} of the next ones: {cause}.", failure);
        }
    }

    private static Source Measure(SendElement element)
    {
        if (element.Path is not { } path)
            return new Source(null, element.Memory, 0, element.Memory?.Length ?? 0);
        if (FileArgument.IsPattern(path))
            throw CommandException.Usage($"--sequence has to know the size of every file: let the shell expand '{path}', without quotes.");
        long length = new FileInfo(path).Length;
        long count = element.Count ?? length - element.Offset;
        return element.Offset <= length && count <= length - element.Offset
            ? new Source(path, null, element.Offset, count)
            : throw new CommandException(ExitCode.File, $"the range of {path} goes past its end: it has {Format.Bytes(length)}. Nothing was sent.");
    }

    private sealed record Source(string? Path, byte[]? Memory, long Start, long Length)
    {
        public PacketElement Slice(long offset, long count) => Path is null
            ? Memory.AsMemory((int)offset, (int)count)
            : PacketElement.FromFile(Path, Start + offset, count);
    }
}
