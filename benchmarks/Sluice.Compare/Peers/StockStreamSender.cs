using System.Net.Sockets;
using Sluice.Compare.Workloads;

namespace Sluice.Compare.Peers;

/// <summary>The framework's own SendPacketsAsync, used so that nothing leaks: every send opens its files and disposes of them.</summary>
internal sealed class StockStreamSender(Socket socket, WorkloadData data)
    : ArgsSender(socket, data, static (socket, args) => socket.SendPacketsAsync(args))
{
    private readonly WorkloadData _data = data;
    private readonly List<FileStream> _open = new(data.Workload.FilesPerSend);

    public override async ValueTask<long> SendAsync(int firstFile)
    {
        try
        {
            return await base.SendAsync(firstFile).ConfigureAwait(false);
        }
        finally
        {
            foreach (FileStream stream in _open)
                await stream.DisposeAsync().ConfigureAwait(false);
            _open.Clear();
        }
    }

    protected override SendPacketsElement FileElement(int index)
    {
        FileStream stream = WorkloadData.OpenStream(_data.Paths[index]);
        _open.Add(stream);
        return new SendPacketsElement(stream, 0, 0);
    }
}
