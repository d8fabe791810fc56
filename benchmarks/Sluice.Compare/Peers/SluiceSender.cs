using System.Net.Sockets;
using Sluice.Compare.Workloads;

namespace Sluice.Compare.Peers;

/// <summary>Sluice's awaitable send.</summary>
internal sealed class SluiceSender : ISender
{
    private readonly Socket _socket;
    private readonly WorkloadData _data;
    private readonly PacketElement[] _files;
    private readonly PacketElement[] _elements;
    private readonly int _beforeFiles;

    private readonly Transmitter _transmitter;
    private readonly SendPacketsOptions? _options;

    public SluiceSender(Socket socket, WorkloadData data, Transmitter transmitter, TransmitFileOptions flags = TransmitFileOptions.UseDefaultWorkerThread)
    {
        _transmitter = transmitter;
        _options = flags == TransmitFileOptions.UseDefaultWorkerThread ? null : new SendPacketsOptions { Flags = flags };
        _socket = socket;
        _data = data;
        _files = data.Workload.ByPath
            ? [.. data.Paths.Select(path => PacketElement.FromFile(path))]
            : [.. data.Streams.Select(stream => PacketElement.FromFile(stream.SafeFileHandle))];
        PacketElement[] memory = [.. data.Header.Length > 0 ? [data.Header] : Array.Empty<PacketElement>(), .. data.Buffers.Select(buffer => (PacketElement)buffer)];
        _beforeFiles = memory.Length;
        _elements = [.. memory, .. new PacketElement[data.Workload.FilesPerSend]];
    }

    public ValueTask<long> SendAsync(int firstFile)
    {
        for (int i = _beforeFiles; i < _elements.Length; i++)
            _elements[i] = _files[_data.FileAt(firstFile, i - _beforeFiles)];
        return _transmitter.SendPacketsAsync(_socket, _elements, _options);
    }

    public void Dispose()
    {
    }
}
