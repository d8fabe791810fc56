using System.Net.Sockets;
using Sluice.Compare.Workloads;

namespace Sluice.Compare.Peers;

/// <summary>What a programmer writes for datagrams without a library: one send for each.</summary>
internal sealed class SendEachSender(Socket socket, WorkloadData data) : ISender
{
    public async ValueTask<long> SendAsync(int firstFile)
    {
        long sent = 0;
        foreach (byte[] datagram in data.Buffers)
            sent += await socket.SendAsync(datagram, SocketFlags.None).ConfigureAwait(false);
        return sent;
    }

    public void Dispose()
    {
    }
}
