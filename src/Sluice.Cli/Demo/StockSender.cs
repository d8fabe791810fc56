using System.Net.Sockets;

namespace Sluice.Cli.Demo;

/// <summary>Sends with the framework's own call. It cannot be cancelled: who cancels closes the socket.</summary>
internal sealed class StockSender : ISender
{
    private readonly Socket _socket;
    private readonly SocketAsyncEventArgs _args;
    private TaskCompletionSource<long> _completion = new();

    public StockSender(Socket socket, SendPacketsElement[] elements)
    {
        _socket = socket;
        _args = new SocketAsyncEventArgs { SendPacketsElements = elements };
        _args.Completed += (_, _) => Complete();
    }

    public async ValueTask<long> SendAsync(CancellationToken cancellationToken)
    {
        _completion = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(static socket => ((Socket)socket!).Dispose(), _socket);
        if (!_socket.SendPacketsAsync(_args))
            Complete();
        long sent = await _completion.Task;
        cancellationToken.ThrowIfCancellationRequested();
        return sent;
    }

    public void Dispose() => _args.Dispose();

    private void Complete()
    {
        if (_args.SocketError == SocketError.Success)
            _completion.SetResult(_args.BytesTransferred);
        else
            _completion.SetException(new SocketException((int)_args.SocketError));
    }
}
