using System.Text.Json.Serialization;

namespace Sluice.Compare.Workloads;

/// <summary>What every connection sends, again and again.</summary>
/// <param name="Letter">Its name on the command line.</param>
/// <param name="Title">What it is, for people.</param>
/// <param name="Connections">Connections that send at the same time.</param>
internal sealed record Workload(char Letter, string Title, int Connections)
{
    public SendMode Mode { get; init; }

    /// <summary>Bytes of memory before the files; 0 for none.</summary>
    public int HeaderBytes { get; init; }

    /// <summary>Buffers of one send, beside the header.</summary>
    public int Buffers { get; init; }

    public int BufferBytes { get; init; }

    /// <summary>Files of one send.</summary>
    public int FilesPerSend { get; init; }

    /// <summary>Files there are: the sends take them in turn.</summary>
    public int FileCount { get; init; }

    public long FileBytes { get; init; }

    /// <summary>Whether a send names its files by path, and so has to open them; else it is given handles that stay open.</summary>
    public bool ByPath { get; init; }

    /// <summary>Whether every buffer is a datagram over UDP; else all goes over TCP.</summary>
    public bool IsDatagrams { get; init; }

    /// <summary>
    /// Whether the receiver of datagrams takes them joined, as the kernel has them (UDP_GRO). Where it does not, loopback cuts them apart in the sender's time, which on a
    /// network is the card's work or the receiver's.
    /// </summary>
    public bool ReceiverJoins { get; init; }

    [JsonIgnore]
    public long BytesPerSend => HeaderBytes + ((long)Buffers * BufferBytes) + (FilesPerSend * FileBytes);

    /// <summary>Whether there can be such a thing: of datagrams some may be lost, and their answers would be waited for in vain.</summary>
    [JsonIgnore]
    public bool IsSensible => Mode == SendMode.Flood || !IsDatagrams;

    /// <summary>This workload with less to write to disk, for a run that only shows that everything runs.</summary>
    public Workload Shortened() => this with { FileBytes = Math.Min(FileBytes, 16L << 20) };
}
