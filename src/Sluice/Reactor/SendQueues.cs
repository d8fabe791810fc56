using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Sluice.Kernel;

namespace Sluice.Reactor;

/// <summary>The queue of every socket, one for the whole process: sends of different transmitters on one socket do not mix either.</summary>
internal static class SendQueues
{
    private static readonly ConditionalWeakTable<SafeSocketHandle, SendQueue> Queues = new();

    /// <summary>The queue of a socket that has sent before, or null.</summary>
    public static SendQueue? Find(SafeSocketHandle handle) => Queues.TryGetValue(handle, out SendQueue? queue) ? queue : null;

    /// <summary>The queue of a socket, made where it has none.</summary>
    public static SendQueue Create(Socket socket) => Queues.GetOrAdd(socket.SafeHandle, static (_, socket) => new SendQueue(new SocketOwner(socket)), socket);
}
