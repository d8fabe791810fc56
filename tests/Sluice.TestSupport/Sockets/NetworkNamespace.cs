using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sluice.TestSupport.Sockets;

/// <summary>
/// A network of its own that has nothing but a loopback device, seen by one thread: sockets made there belong to it, whoever uses them. It goes with its last
/// socket. Needs the right to make one (CAP_SYS_ADMIN); nothing has to be installed.
/// </summary>
public sealed partial class NetworkNamespace : IDisposable
{
    private const int NewNetwork = 0x40000000;
    private const uint SetFlags = 0x8914;
    private const uint SetAddress = 0x8916;
    private const uint CreateTunnel = 0x400454ca;
    private const int Tap = 0x2;
    private const int NoPacketInformation = 0x1000;
    private const string TunnelDevice = "/dev/net/tun";
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

    /// <summary>
    /// Adds an Ethernet device with an address, on which nobody answers: what is sent to a neighbour waits for that one's address, in the socket's send buffer, until the kernel
    /// gives it up after three seconds. It goes with the file that is returned. Null where this process may not make one.
    /// </summary>
    public SafeHandle? TryAddSilentDevice(IPAddress address) => Run(() =>
    {
        if (!File.Exists(TunnelDevice))
            return null;
        SafeFileHandle device = File.OpenHandle(TunnelDevice, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        byte[] request = Request("silent"u8, Tap | NoPacketInformation);
        if (Control(device, CreateTunnel, request) != 0)
        {
            device.Dispose();
            return null;
        }

        // struct sockaddr_in: the family, the port, the address.
        byte[] addressed = Request("silent"u8, (int)AddressFamily.InterNetwork);
        address.GetAddressBytes().CopyTo(addressed, NameBytes + 4);
        Configure(SetAddress, addressed);
        Configure(SetFlags, Request("silent"u8, Up));
        return (SafeHandle)device;
    });

    private void SetLoopback(uint request, int value) => Run(() =>
    {
        Configure(request, Request("lo"u8, value));
        return 0;
    });

    /// <summary>struct ifreq: the name of a device, then what it is to have.</summary>
    private static byte[] Request(ReadOnlySpan<byte> device, int value)
    {
        byte[] bytes = new byte[RequestBytes];
        device.CopyTo(bytes);
        BitConverter.TryWriteBytes(bytes.AsSpan(NameBytes), value);
        return bytes;
    }

    private static void Configure(uint request, byte[] bytes)
    {
        using Socket any = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        bool referenced = false;
        any.SafeHandle.DangerousAddRef(ref referenced);
        try
        {
            if (Control(any.SafeHandle, request, bytes) != 0)
                throw new InvalidOperationException($"A network device does not take the request {request:x}: errno {Marshal.GetLastPInvokeError()}.");
        }
        finally
        {
            any.SafeHandle.DangerousRelease();
        }
    }

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int Unshare(int flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(SafeHandle socket, nuint request, byte[] argument);
}
