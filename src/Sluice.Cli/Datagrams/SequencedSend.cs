using System.Net.Sockets;
using System.Runtime.InteropServices;
using Sluice.Cli.Commands;
using Sluice.Cli.Output;

namespace Sluice.Cli.Datagrams;

/// <summary>
/// A send of datagrams that bear numbers. The numbers and the data are elements that <see cref="PacketElement.EndOfPacket"/> joins into datagrams: the data itself
/// is never copied here.
/// </summary>
internal sealed class SequencedSend
{
    // Datagrams of one call: the elements of a large file need not all be in memory at once.
    private const int DatagramsPerCall = 512;

    private static readonly SendPacketsOptions Joined = new() { SendSize = -1 };

    private readonly List<Source> _sources;
    private readonly int _payload;

    /// <param name="elements">Memory and files; patterns must have been expanded, for their sizes have to be known.</param>
    /// <param name="sendSize">Bytes of a datagram, its header included; 0 for one datagram for each element.</param>
    public SequencedSend(SendPacketsElement[] elements, int sendSize)
    {
        if (sendSize is > 0 and <= SequenceHeader.Bytes)
            throw CommandException.Usage($"--send-size {sendSize} leaves no room behind the {SequenceHeader.Bytes} bytes that --sequence takes of every datagram.");
        _payload = sendSize > 0 ? sendSize - SequenceHeader.Bytes : 0;
        _sources = [.. elements.Select(Measure).Where(source => source.Length > 0)];
        Bytes = _sources.Sum(source => source.Length);
        Datagrams = _payload > 0 ? (Bytes + _payload - 1) / _payload : _sources.Count;
    }

    /// <summary>Bytes of data, without the headers.</summary>
    public long Bytes { get; }

    public long Datagrams { get; }

    public async Task SendAsync(Socket socket, CancellationToken cancellationToken)
    {
        List<PacketElement> call = [];
        long number = 0;
        long sent = 0;
        long room = 0;
        foreach (Source source in _sources)
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
                call.Add(source.Slice(offset - count, count) with { EndOfPacket = room == 0 });
                if (room == 0 && number % DatagramsPerCall == 0)
                {
                    await SendAsync(socket, call, sent, cancellationToken);
                    sent = number;
                }
            }
        }

        if (call.Count > 0)
            await SendAsync(socket, call, sent, cancellationToken);
    }

    private static async Task SendAsync(Socket socket, List<PacketElement> call, long before, CancellationToken cancellationToken)
    {
        try
        {
            await socket.SendPacketsAsync(CollectionsMarshal.AsSpan(call), Joined, cancellationToken);
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

    private static Source Measure(SendPacketsElement element)
    {
        if (element.FilePath is not { } path)
            return new Source(null, element.Buffer, element.Count);
        if (!File.Exists(path) && Path.GetFileName(path.AsSpan()).ContainsAny('*', '?'))
            throw CommandException.Usage($"--sequence has to know the size of every file: let the shell expand '{path}', without quotes.");
        return new Source(path, null, new FileInfo(path).Length);
    }

    private sealed record Source(string? Path, byte[]? Memory, long Length)
    {
        public PacketElement Slice(long offset, long count) => Path is null
            ? Memory.AsMemory((int)offset, (int)count)
            : PacketElement.FromFile(Path, offset, count);
    }
}
