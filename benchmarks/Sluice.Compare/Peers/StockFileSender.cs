using System.Net.Sockets;
using Sluice.Compare.Workloads;

namespace Sluice.Compare.Peers;

/// <summary>The framework's own SendFileAsync: a header and one file by path.</summary>
internal sealed class StockFileSender(Socket socket, WorkloadData data) : ISender
{
    public async ValueTask<long> SendAsync(int firstFile)
    {
        LeakedFiles.CountOpened(1);
        await socket.SendFileAsync(data.Paths[firstFile], data.Header, default, TransmitFileOptions.UseDefaultWorkerThread).ConfigureAwait(false);
        return data.Workload.BytesPerSend;
    }

    public void Dispose()
    {
    }
}
