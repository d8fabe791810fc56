using System.Net.Sockets;

namespace Sluice.Cli.Elements;

/// <summary>One piece of what the command line names: bytes, a file or a range of one, or the standard input, of which the bytes are read later.</summary>
internal sealed record SendElement
{
    private SendElement()
    {
    }

    public static SendElement StandardInput { get; } = new();

    public string? Path { get; private init; }

    public byte[]? Memory { get; private init; }

    /// <summary>First byte of the range of a file.</summary>
    public long Offset { get; private init; }

    /// <summary>Bytes of the range; null for all up to the end of the file.</summary>
    public long? Count { get; private init; }

    /// <summary>Whether it and the next element never share a datagram or a send request.</summary>
    public bool EndsPacket { get; init; }

    public bool IsStandardInput => Path is null && Memory is null;

    public static SendElement FromMemory(byte[] memory) => new() { Memory = memory };

    public static SendElement FromFile(string path, long offset = 0, long? count = null) => new() { Path = path, Offset = offset, Count = count };

    /// <summary>The standard input with the bytes that it had.</summary>
    public SendElement WithMemory(byte[] memory) => this with { Memory = memory };

    public PacketElement ToPacketElement() =>
        (Path is null ? (PacketElement)Memory : PacketElement.FromFile(Path, Offset, Count)) with { EndOfPacket = EndsPacket };

    /// <summary>For the framework's own call.</summary>
    public SendPacketsElement ToStockElement() => Path is null
        ? new SendPacketsElement(Memory ?? [], 0, Memory?.Length ?? 0, EndsPacket)
        : new SendPacketsElement(Path, Offset, checked((int)(Count ?? 0)), EndsPacket);
}
