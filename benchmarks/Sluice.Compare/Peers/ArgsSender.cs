using System.Net.Sockets;
using System.Threading.Tasks.Sources;
using Sluice.Compare.Workloads;

namespace Sluice.Compare.Peers;

/// <summary>A send by stock args, awaited: the same code for the stock call and for Sluice's.</summary>
internal class ArgsSender : ISender, IValueTaskSource<long>
{
    private readonly Socket _socket;
    private readonly WorkloadData _data;
    private readonly Func<Socket, SocketAsyncEventArgs, bool> _send;
    private readonly SocketAsyncEventArgs _args = new();
    private readonly SendPacketsElement[] _files;
    private readonly SendPacketsElement[] _elements;
    private readonly int _beforeFiles;
    private ManualResetValueTaskSourceCore<long> _pending;

    public ArgsSender(Socket socket, WorkloadData data, Func<Socket, SocketAsyncEventArgs, bool> send)
    {
        _socket = socket;
        _data = data;
        _send = send;
        _files = data.Workload.ByPath
            ? [.. data.Paths.Select(path => new SendPacketsElement(path))]
            : [.. data.Streams.Select(stream => new SendPacketsElement(stream, 0, 0))];
        SendPacketsElement[] memory =
        [
            .. data.Header.Length > 0 ? [new SendPacketsElement(data.Header)] : Array.Empty<SendPacketsElement>(),
            .. data.Buffers.Select(buffer => new SendPacketsElement(buffer)),
        ];
        _beforeFiles = memory.Length;
        _elements = [.. memory, .. new SendPacketsElement[data.Workload.FilesPerSend]];
        _args.Completed += (_, args) => Complete(args);
    }

    public virtual ValueTask<long> SendAsync(int firstFile)
    {
        for (int i = _beforeFiles; i < _elements.Length; i++)
            _elements[i] = FileElement(_data.FileAt(firstFile, i - _beforeFiles));
        _args.SendPacketsElements = _elements;
        _pending.Reset();
        ValueTask<long> pending = new(this, _pending.Version);
        if (_send(_socket, _args))
            return pending;
        return _args.SocketError == SocketError.Success
            ? ValueTask.FromResult(BytesSent)
            : throw new SocketException((int)_args.SocketError);
    }

    public void Dispose()
    {
        _args.Dispose();
        GC.SuppressFinalize(this);
    }

    long IValueTaskSource<long>.GetResult(short token) => _pending.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<long>.GetStatus(short token) => _pending.GetStatus(token);

    void IValueTaskSource<long>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _pending.OnCompleted(continuation, state, token, flags);

    protected virtual SendPacketsElement FileElement(int index) => _files[index];

    // What was asked for: the stock count is wrong beyond int.MaxValue, and the receiver's own count is compared with the sum anyway.
    private long BytesSent => _data.Workload.BytesPerSend;

    private void Complete(SocketAsyncEventArgs args)
    {
        if (args.SocketError == SocketError.Success)
            _pending.SetResult(BytesSent);
        else
            _pending.SetException(new SocketException((int)args.SocketError));
    }
}
