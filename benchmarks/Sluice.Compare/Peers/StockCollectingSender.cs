using System.Net.Sockets;
using Sluice.Compare.Workloads;

namespace Sluice.Compare.Peers;

/// <summary>The framework's own SendPacketsAsync by path, with a collection now and then so that it stays at its best.</summary>
internal sealed class StockCollectingSender(Socket socket, WorkloadData data)
    : ArgsSender(socket, data, static (socket, args) => socket.SendPacketsAsync(args))
{
    private readonly int _filesPerSend = data.Workload.FilesPerSend;

    public override ValueTask<long> SendAsync(int firstFile)
    {
        LeakedFiles.CountOpened(_filesPerSend);
        return base.SendAsync(firstFile);
    }
}
