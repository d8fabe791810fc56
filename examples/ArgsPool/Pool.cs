using System.Net.Sockets;
using System.Threading.Channels;

namespace ArgsPool;

/// <summary>Args that are made once and used for one connection after the other, each with its piece of one block of memory.</summary>
internal sealed class Pool
{
    public const int BufferBytes = 512;

    private readonly Channel<SocketAsyncEventArgs> _idle = Channel.CreateUnbounded<SocketAsyncEventArgs>();

    public Pool(int count, EventHandler<SocketAsyncEventArgs> onCompleted)
    {
        byte[] block = GC.AllocateUninitializedArray<byte>(count * BufferBytes, pinned: true);
        for (int i = 0; i < count; i++)
        {
            SocketAsyncEventArgs args = new();
            args.Completed += onCompleted;
            args.SetBuffer(block, i * BufferBytes, BufferBytes);
            Return(args);
        }
    }

    /// <summary>Args that nobody else has, as soon as there are some.</summary>
    public ValueTask<SocketAsyncEventArgs> RentAsync() => _idle.Reader.ReadAsync();

    /// <summary>Takes args back that have no operation under way.</summary>
    public void Return(SocketAsyncEventArgs args)
    {
        args.UserToken = null;
        args.SendPacketsElements = null;
        _idle.Writer.TryWrite(args);
    }
}
