using System.Net.Sockets;
using Sluice.Compare.Workloads;

namespace Sluice.Compare.Peers;

/// <summary>The framework's own SendPacketsAsync: by path, or by the caller's open streams, as the workload has it.</summary>
internal sealed class StockSender(Socket socket, WorkloadData data)
    : ArgsSender(socket, data, static (socket, args) => socket.SendPacketsAsync(args))
{
    private readonly int _leaks = data.Workload.ByPath ? data.Workload.FilesPerSend : 0;

    public override ValueTask<long> SendAsync(int firstFile)
    {
        if (_leaks > 0)
            LeakedFiles.CountOpened(_leaks);
        return base.SendAsync(firstFile);
    }
}
