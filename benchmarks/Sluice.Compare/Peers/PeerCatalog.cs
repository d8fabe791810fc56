extern alias recompiled;

using System.Net.Sockets;
using Recompiled = recompiled::Sluice.Compare.Peers.StockCalls;

namespace Sluice.Compare.Peers;

/// <summary>Everyone who can be compared, Sluice first.</summary>
internal static class PeerCatalog
{
    public const string Reference = "sluice";

    private static readonly Lazy<Transmitter> Caching = new(() => new Transmitter(new TransmitterOptions { FileCacheCapacity = 1000 }));

    public static IReadOnlyList<Peer> All { get; } =
    [
        new(Reference, "Sluice, awaitable", "abcdefg", static (socket, data) => new SluiceSender(socket, data, Transmitter.Shared)),
        new("sluice-cache", "Sluice, awaitable, with the open-file cache", "ac", static (socket, data) => new SluiceSender(socket, data, Caching.Value)),
        new(
            "sluice-reactor", "Sluice, awaitable, completed on the reactor (UseKernelApc)", "abcdefg",
            static (socket, data) => new SluiceSender(socket, data, Transmitter.Shared, (TransmitFileOptions)32)),
        new("sluice-args", "Sluice, stock args", "abcdefg", static (socket, data) => new ArgsSender(socket, data, Transmitter.Shared.SendPacketsAsync)),
        new("drop-in", "Socket.SendPacketsAsync, recompiled with SluiceInterceptSockets", "abcdefg", static (socket, data) => new ArgsSender(socket, data, Recompiled.SendPacketsAsync)),
        new("drop-in-file", "Socket.SendFileAsync(path, header), recompiled with SluiceInterceptSockets", "a", static (socket, data) => new FileSender(socket, data, Recompiled.SendFileAsync)),
        new("stock", "Socket.SendPacketsAsync", "abcdefg", static (socket, data) => new ArgsSender(socket, data, StockCalls.SendPacketsAsync)),
        new("stock-gc", "Socket.SendPacketsAsync, GC.Collect every 100 files", "ac", static (socket, data) => new StockCollectingSender(socket, data)),
        new("stock-stream", "Socket.SendPacketsAsync, FileStream opened and disposed per send", "ac", static (socket, data) => new StockStreamSender(socket, data)),
        new("stock-file", "Socket.SendFileAsync(path, header), GC.Collect every 100 files", "ade", static (socket, data) => new FileSender(socket, data, SendFileHelpedAsync)),
        new("send-list", "Socket.SendAsync(IList<ArraySegment>)", "b", static (socket, data) => new SendListSender(socket, data)),
        new("send-each", "Socket.SendAsync, one call a datagram", "fg", static (socket, data) => new SendEachSender(socket, data)),
        new("hand", "read into a pooled buffer + SendAsync", "abcde", static (socket, data) => new HandWrittenSender(socket, data)),
        new("c-vector", "C: sendmsg, MSG_MORE, sendfile", "abcde", Create: null) { NativeVariant = "vector", NativeThreads = 1 },
        new("c-copy", "C: read into a buffer + send", "abcde", Create: null) { NativeVariant = "copy", NativeThreads = 1 },
        new("c-vector-mt", $"the same, {Environment.ProcessorCount} threads", "abcd", Create: null)
        {
            NativeVariant = "vector", NativeThreads = Environment.ProcessorCount,
        },
        new("c-copy-mt", $"the same, {Environment.ProcessorCount} threads", "abcd", Create: null)
        {
            NativeVariant = "copy", NativeThreads = Environment.ProcessorCount,
        },
        new("c-gso", "C: one sendmsg with UDP_SEGMENT", "fg", Create: null) { NativeVariant = "gso", NativeThreads = 1 },
        new("c-mmsg", "C: one sendmmsg", "fg", Create: null) { NativeVariant = "mmsg", NativeThreads = 1 },
    ];

    public static Peer Find(string name) =>
        All.FirstOrDefault(peer => peer.Name == name) ?? throw new ArgumentException($"There is no peer '{name}'.");

    private static ValueTask SendFileHelpedAsync(Socket socket, string path, byte[] header)
    {
        LeakedFiles.CountOpened(1);
        return StockCalls.SendFileAsync(socket, path, header);
    }
}
