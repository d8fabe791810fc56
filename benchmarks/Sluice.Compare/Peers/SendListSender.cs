using System.Net.Sockets;
using Sluice.Compare.Workloads;

namespace Sluice.Compare.Peers;

/// <summary>The framework's own gathered send of many buffers.</summary>
internal sealed class SendListSender(Socket socket, WorkloadData data) : ISender
{
    private readonly ArraySegment<byte>[] _buffers = [.. data.Buffers.Select(buffer => new ArraySegment<byte>(buffer))];

    public async ValueTask<long> SendAsync(int firstFile) => await socket.SendAsync(_buffers, SocketFlags.None).ConfigureAwait(false);

    public void Dispose()
    {
    }
}
