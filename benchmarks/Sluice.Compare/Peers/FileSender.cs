using System.Net.Sockets;
using Sluice.Compare.Workloads;

namespace Sluice.Compare.Peers;

/// <summary>A header and one file by path, by a call that is given.</summary>
internal sealed class FileSender(Socket socket, WorkloadData data, Func<Socket, string, byte[], ValueTask> send) : ISender
{
    public async ValueTask<long> SendAsync(int firstFile)
    {
        await send(socket, data.Paths[firstFile], data.Header).ConfigureAwait(false);
        return data.Workload.BytesPerSend;
    }

    public void Dispose()
    {
    }
}
