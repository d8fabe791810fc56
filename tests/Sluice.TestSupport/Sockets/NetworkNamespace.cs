using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Sluice.TestSupport.Sockets;

/// <summary>
/// A network of its own that has nothing but a loopback device, seen by one thread: sockets made there belong to it, whoever uses them. It goes with its last
/// socket. Needs the right to make one (CAP_SYS_ADMIN); nothing has to be installed.
/// </summary>
public sealed partial class NetworkNamespace : IDisposable
{
    private const int NewNetwork = 0x40000000;
    private const uint SetFlags = 0x8914;
    private const uint SetMtu = 0x8922;
    private const int Up = 0x1 | 0x8 | 0x40;
    private const int RequestBytes = 40;
    private const int NameBytes = 16;

    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;
    private volatile bool _isUnshared;

    private NetworkNamespace()
    {
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>A new network whose loopback device is up, with an MTU; null where this process may not make one.</summary>
    public static NetworkNamespace? TryCreate(int mtu)
    {
        NetworkNamespace made = new();
        if (made.Run(() => made._isUnshared))
        {
            made.SetLoopback(SetFlags, Up);
            made.UseMtu(mtu);
            return made;
        }

        made.Dispose();
        return null;
    }

    /// <summary>Changes the MTU of the loopback device.</summary>
    public void UseMtu(int mtu) => SetLoopback(SetMtu, mtu);

    /// <summary>Runs something on the thread that sees the network.</summary>
    public T Run<T>(Func<T> action)
    {
        TaskCompletionSource<T> done = new();
        _work.Add(() =>
        {
            try
            {
                done.SetResult(action());
            }
            catch (Exception fault)
            {
                done.SetException(fault);
            }
        });
        return done.Task.WaitAsync(Bounded.Limit).GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        _work.CompleteAdding();
        _thread.Join(Bounded.Limit);
        _work.Dispose();
    }

    private void Run()
    {
        _isUnshared = Unshare(NewNetwork) == 0;
        foreach (Action action in _work.GetConsumingEnumerable())
            action();
    }

    private void SetLoopback(uint request, int value) => Run(() =>
    {
        // struct ifreq: the name of the device, then what it is to have.
        byte[] bytes = new byte[RequestBytes];
        "lo"u8.CopyTo(bytes);
        BitConverter.TryWriteBytes(bytes.AsSpan(NameBytes), value);
        using Socket any = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        bool referenced = false;
        any.SafeHandle.DangerousAddRef(ref referenced);
        try
        {
            if (Control(any.SafeHandle, request, bytes) != 0)
                throw new InvalidOperationException($"The loopback device does not take {value}: errno {Marshal.GetLastPInvokeError()}.");
        }
        finally
        {
            any.SafeHandle.DangerousRelease();
        }

        return 0;
    });

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int Unshare(int flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(SafeHandle socket, nuint request, byte[] argument);
}
