using System.Runtime.CompilerServices;

namespace Sluice.Writing;

/// <summary>The queue of every stream, one for the whole process: sends of different transmitters on one stream do not mix either.</summary>
internal static class WriteQueues
{
    private static readonly ConditionalWeakTable<Stream, WriteQueue> Queues = new();

    /// <summary>The queue of a stream, made where it has none.</summary>
    public static WriteQueue Of(Stream stream) => Queues.GetOrCreateValue(stream);
}
