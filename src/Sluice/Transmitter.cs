using System.Net.Sockets;
using Sluice.Datagrams;
using Sluice.Diagnostics;
using Sluice.Files;
using Sluice.Kernel;
using Sluice.Operations;
using Sluice.Portable;
using Sluice.Reactor;
using Sluice.Streams;
using Sluice.Writing;

namespace Sluice;

/// <summary>
/// Sends ordered collections of files and buffers over connected sockets, asynchronously: gathered, zero-copy where the system can, and in
/// the order of the calls on each socket. Thread safe.
/// </summary>
/// <remarks>
/// Most programs use <see cref="Shared"/>, directly or by the methods of <see cref="SocketExtensions"/>. A transmitter of one's own has its own
/// threads and options, and is to be disposed of. Sources of the behaviour: the reference page of
/// <c>Socket.SendPacketsAsync(SocketAsyncEventArgs)</c> and Win32's TransmitPackets; docs/semantics.md tells what a send means here.
/// </remarks>
/// <example>
/// <code>
/// long sent = await Transmitter.Shared.SendPacketsAsync(socket, [header, PacketElement.FromFile("a.bin"), trailer]);
/// </code>
/// </example>
public sealed partial class Transmitter : IAsyncDisposable
{
    // As many as disk threads by default: completions that wait for each other need one each.
    private const int MostSystemThreads = 32;

    // As the page of Socket.SendPacketsAsync says of client editions.
    private const int ClientPlaces = 2;

    private static readonly Lazy<Transmitter> LazyShared = new(() => new Transmitter());

    private readonly OperationPool _operations;
    private readonly StreamSends _streams;
    private readonly IReactor[] _reactors;
    private readonly DiskThreads _disk;
    private readonly SystemThreads _system;
    private readonly FileCache? _fileCache;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly bool _isShared;
    private uint _nextReactor;

    /// <summary>A transmitter with threads and buffers of its own. Nothing is started before the first send that needs it.</summary>
    /// <param name="options">How to build it; null for the defaults.</param>
    /// <exception cref="PlatformNotSupportedException">The Linux backend was asked for, and this is not 64-bit Linux on x86-64 or arm64.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="ArgumentNullException"><see cref="TransmitterOptions.UncShares"/> is null.</exception>
    /// <exception cref="ArgumentException">An entry of <see cref="TransmitterOptions.UncShares"/> is not a share and a full path.</exception>
    /// <example>
    /// <code>
    /// await using Transmitter backup = new(new TransmitterOptions { MaxBytesPerSecond = 50_000_000 });
    /// await backup.SendPacketsAsync(socket, [PacketElement.FromFile("a.bin")]);
    /// </code>
    /// </example>
    public Transmitter(TransmitterOptions? options = null)
        : this(options ?? new TransmitterOptions(), LinuxKernel.Instance, ThreadPoolDispatcher.Instance, TimeProvider.System, ownThreads: true)
    {
    }

    /// <summary>For tests: another kernel, another dispatcher, another time, or reactors that a test polls itself.</summary>
    internal Transmitter(TransmitterOptions options, IKernel kernel, IDispatcher dispatcher, TimeProvider time, bool ownThreads)
    {
        options.Validate();
        Options = options;
        Clock clock = new(time);
        _disk = new DiskThreads(options.EffectiveDiskThreads, ownThreads);
        _system = new SystemThreads(MostSystemThreads, ownThreads);
        ISendEngine streams, messages;
        Func<OpenFiles> files;
        IFileReader reader;
        if (UsesPortableBackend(options.Backend, kernel))
        {
            PoolReactor reactor = new(clock);
            _reactors = [reactor];
            UncShares shares = new(options.UncShares, new MountTable(LinuxKernel.IsSupported ? LinuxKernel.Instance : null));
            streams = messages = new PortableEngine(reactor, clock);
            files = () => new PortableFiles(shares);
            reader = new PortableFileReader();
        }
        else
        {
            RetryingKernel retrying = new(new MeteredKernel(kernel));
            _reactors = new IReactor[options.EffectiveReactorThreads];
            for (int i = 0; i < _reactors.Length; i++)
                _reactors[i] = new EpollReactor(retrying, clock, dispatcher, $"Sluice reactor {i}", ownThreads);
            streams = new StreamEngine(retrying, clock, new StagingPool(StagingSize(options)), options.CoalesceLimit);
            messages = new DatagramEngine(retrying, clock, new StagingPool(DatagramEngine.StagingBytes));
            MountTable mounts = new(kernel is LinuxKernel ? retrying : null);
            ShareOpener shares = new(retrying, new UncShares(options.UncShares, mounts));
            FileCloser closer = new(retrying, new DiskCloser(retrying, _disk));
            _fileCache = options.FileCacheCapacity > 0 ? new FileCache(closer, options.FileCacheCapacity, options.FileCacheInterval, time) : null;
            CachedOpener opener = new(retrying);
            files = () => new KernelFiles(retrying, opener, mounts, shares, _fileCache, closer);
            reader = new KernelFileReader(retrying);
        }

        _operations = new OperationPool(streams, messages, dispatcher, files)
        {
            Clock = clock,
            SystemThreads = _system,
            Admission = options.Profile == TransmitterProfile.Client ? new Admission(ClientPlaces) : null,
            Limiter = options.MaxBytesPerSecond > 0 ? new RateLimiter(options.MaxBytesPerSecond) : null,
        };
        _streams = new StreamSends(_operations, files, reader, _disk, time, StreamBufferSize(options));
        ActiveSends.Add(_operations);
        ActiveSends.Add(_streams);
    }

    private Transmitter()
        : this(options: null) => _isShared = true;

    /// <summary>The transmitter that the extension methods use. It lives as long as the process; disposing of it does nothing.</summary>
    public static Transmitter Shared => LazyShared.Value;

    internal TransmitterOptions Options { get; }

    internal IReadOnlyList<IReactor> Reactors => _reactors;

    internal DiskThreads Disk => _disk;

    internal SystemThreads SystemThreads => _system;

    internal StreamSends Streams => _streams;

    /// <summary>Sends the elements, in order, over a connected socket: as a stream, or as datagrams by the send size (docs/datagrams.md).</summary>
    /// <param name="socket">A connected socket. It stays the caller's to close.</param>
    /// <param name="elements">
    /// What to send. The list is read during the call; what it names is borrowed until the task completes (see <see cref="PacketElement"/>).
    /// </param>
    /// <param name="options">How to send; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the send. Nothing is sent after the task has completed.</param>
    /// <returns>The number of bytes sent: the kernel has taken all of them. Await it once.</returns>
    /// <exception cref="ArgumentNullException">The socket is null.</exception>
    /// <exception cref="ArgumentException">Through the task: a path has a wildcard beside a range, or a NUL character. Nothing was sent.</exception>
    /// <exception cref="ObjectDisposedException">The socket or this transmitter is disposed of; or, through the task, a file handle among the elements is closed.</exception>
    /// <exception cref="NotSupportedException">The socket is not connected, or of another kind than stream, datagram and record sockets; or the flags ask to disconnect a datagram socket, or to use a Unix-domain socket again.</exception>
    /// <exception cref="FileNotFoundException">Through the task: a file does not exist. Nothing was sent.</exception>
    /// <exception cref="DirectoryNotFoundException">Through the task: the folder of a file does not exist. Nothing was sent.</exception>
    /// <exception cref="UnauthorizedAccessException">Through the task: no right to read a file, or it is a folder. Nothing was sent.</exception>
    /// <exception cref="IOException">Through the task: a file is a device, a socket or a FIFO, or cannot be opened. Nothing was sent.</exception>
    /// <exception cref="SendPacketsException">Through the task: the send failed; the exception tells the bytes sent before.</exception>
    /// <exception cref="SendPacketsCanceledException">Through the task: the token ended the send.</exception>
    /// <exception cref="InvalidOperationException">Through the task: the elements were changed, on another thread, while the call read them. The message says how much was sent.</exception>
    /// <example>
    /// <code>
    /// SendPacketsOptions options = new() { StallTimeout = TimeSpan.FromSeconds(30) };
    /// long sent = await Transmitter.Shared.SendPacketsAsync(socket, [header, PacketElement.FromFile("a.bin"), trailer], options, cancellationToken);
    /// </code>
    /// </example>
    public ValueTask<long> SendPacketsAsync(
        Socket socket, ReadOnlySpan<PacketElement> elements, SendPacketsOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(socket);
        SendSettings settings = SendSettings.From(options);
        ThrowIfUnusable(socket, settings.Flags);
        ThrowIfNeverReusable(socket, settings);
        if (QueueOf(socket, out SendResult failure) is { } queue)
            return SendAsync(queue, socket, CanCork(socket), elements, settings, cancellationToken);
        SendRecord.Refused(SendMetrics.OverSocket, failure);
        return ValueTask.FromException<long>(failure.ToException(cancellationToken));
    }

    /// <summary>
    /// Ends every send of this transmitter that is under way, as aborted, and then its threads. Sends begun later throw
    /// <see cref="ObjectDisposedException"/>. Sockets and callers' handles stay open. Sends end at once; the task itself waits for a read that a file
    /// system has not answered yet.
    /// </summary>
    /// <returns>A task that ends when no send, thread or descriptor of this transmitter is left.</returns>
    public async ValueTask DisposeAsync()
    {
        if (_isShared)
            return;
        if (!_operations.Dispose())
        {
            await _ended.Task.ConfigureAwait(false);
            return;
        }

        foreach (IReactor reactor in _reactors)
            reactor.WakeAll();
        _disk.StopAll();
        await Task.WhenAll(_streams.StopAsync(), _operations.WhenDrained()).ConfigureAwait(false);
        foreach (IReactor reactor in _reactors)
            reactor.Shutdown();

        // Before the disk threads end: they close what may have to be waited for.
        _fileCache?.Dispose();
        _disk.Shutdown();
        _streams.Dispose();
        ActiveSends.Remove(_operations);
        ActiveSends.Remove(_streams);
        _system.Shutdown();
        _ended.SetResult();
    }

    /// <summary>The awaitable send, on a socket that may be a simulated one.</summary>
    internal ValueTask<long> SendAsync(
        SendQueue queue, Socket? socket, bool canCork, ReadOnlySpan<PacketElement> elements, in SendSettings settings, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            SendRecord.Refused(SendMetrics.OverSocket, new SendResult(0, FailureKind.Canceled));
            return ValueTask.FromException<long>(new SendPacketsCanceledException(0, cancellationToken));
        }

        SendOperation operation = Rent(queue, socket, canCork);
        try
        {
            if (TryStart(operation, elements, settings, mayWait: false, cancellationToken, out ValueTask<long> started))
                return started;
        }
        catch (Exception fault)
        {
            operation.EndByFault(fault);
            return ValueTask.FromException<long>(fault);
        }

        return Ended(operation.EndInline(), cancellationToken);
    }

    /// <summary>Plans the send, if it needs a plan, and starts it. False where it has ended inline, and its result is to be taken from it.</summary>
    private static bool TryStart(
        SendOperation operation, ReadOnlySpan<PacketElement> elements, in SendSettings settings, bool mayWait, CancellationToken cancellationToken, out ValueTask<long> started)
    {
        started = new ValueTask<long>(operation, operation.Version);
        if (!settings.WritesBehind)
            return operation.TryStart(elements, settings, mayWait, cancellationToken);
        if (!operation.TryPlan(elements, settings, mayWait))
            return false;
        started = StartBehind(operation);
        return true;
    }

    /// <summary>Starts a send whose task ends as soon as everything is queued. From the start on, its token is not heard.</summary>
    private static ValueTask<long> StartBehind(SendOperation operation)
    {
        WriteBehindTask behind = new();
        operation.CompleteTo(behind, behind);
        if (operation.Start(CancellationToken.None))
            return new ValueTask<long>(behind.Task);
        SendResult result = operation.EndInline();

        // Told early by a backend that accepts before it sends, the caller has its result already.
        return behind.WasAccepted ? new ValueTask<long>(behind.Task) : Ended(result, CancellationToken.None);
    }

    private static ValueTask<long> Ended(in SendResult result, CancellationToken cancellationToken) => result.Succeeded
        ? ValueTask.FromResult(result.Bytes)
        : ValueTask.FromException<long>(result.ToException(cancellationToken));

    private static bool UsesPortableBackend(TransmitterBackend backend, IKernel kernel)
    {
        bool hasKernel = kernel is not LinuxKernel || LinuxKernel.IsSupported;
        return backend switch
        {
            TransmitterBackend.Portable => true,
            TransmitterBackend.Linux when !hasKernel => throw new PlatformNotSupportedException(
                "The Linux backend needs 64-bit Linux on x86-64 or arm64; leave TransmitterOptions.Backend at Auto."),
            _ => !hasKernel,
        };
    }

    /// <summary>Room for one small file and its neighbours, or for many smaller ones.</summary>
    private static int StagingSize(TransmitterOptions options) =>
        options.CoalesceLimit + (options.Profile == TransmitterProfile.Client ? 16 * 1024 : 64 * 1024);

    /// <summary>Four records of TLS, or one: a send over a stream holds two of these while it writes.</summary>
    private static int StreamBufferSize(TransmitterOptions options) => (options.Profile == TransmitterProfile.Client ? 16 : 64) * 1024;

    private static bool CanCork(Socket socket) =>
        socket.ProtocolType is ProtocolType.Tcp or ProtocolType.Unspecified && socket.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6;

    /// <summary>The queue of a socket, made ready at its first send. Null where the socket has an error waiting, which is this send's result.</summary>
    private static SendQueue? QueueOf(Socket socket, out SendResult failure)
    {
        failure = default;
        if (SendQueues.Find(socket.SafeHandle) is { } queue)
            return queue;

        // An empty datagram is a datagram. None is needed: nothing is sent to such a socket that could block.
        if (SocketOwner.IsMessageType(socket.SocketType))
        {
            _ = socket.RemoteEndPoint;
            return SendQueues.Create(socket);
        }

        SocketError waiting = SocketOwner.Touch(socket);
        if (waiting == SocketError.Success)
            return SendQueues.Create(socket);
        failure = new SendResult(0, waiting == SocketError.OperationAborted ? FailureKind.Aborted : FailureKind.Socket, waiting);
        return null;
    }

    // The order of the questions: a handle once looked at counts as exposed, and the framework then no longer connects its socket to several
    // addresses in turn. So an unconnected socket is refused before.
    private static void ThrowIfClosed(Socket socket)
    {
        if (socket.Connected)
            return;
        try
        {
            // Throws where the socket is disposed of.
            _ = socket.LocalEndPoint;
        }
        catch (SocketException)
        {
            // Not closed, at any rate.
        }
    }

    private void ThrowIfUnusable(Socket socket, TransmitFileOptions flags)
    {
        ObjectDisposedException.ThrowIf(_operations.IsDisposed, this);
        ThrowIfClosed(socket);
        if (!IsConnected(socket))
            throw new NotSupportedException("The socket is not connected: connect it before the send.");
        if (socket.SocketType != SocketType.Stream && !SocketOwner.IsMessageType(socket.SocketType))
            throw new NotSupportedException($"Sockets of type {socket.SocketType} are not supported: stream, datagram and record sockets are.");
        if (socket.SocketType == SocketType.Dgram && (flags & (TransmitFileOptions.Disconnect | TransmitFileOptions.ReuseSocket)) != 0)
            throw new NotSupportedException("A datagram socket has no connection to end: send without Disconnect and ReuseSocket.");
    }

    // A Unix-domain socket of the stream kind connects once (unix(7)).
    private static void ThrowIfNeverReusable(Socket socket, in SendSettings settings)
    {
        if (settings.ReusesSocket && settings.Disconnects && socket.AddressFamily == AddressFamily.Unix)
            throw new NotSupportedException("A Unix-domain socket cannot connect again: leave ReuseSocket away, and make a new socket.");
    }

    // A failed call of the framework's own marks a socket as disconnected, also one whose next datagram may well arrive. Who it is connected to was asked when its
    // queue was made, and from then on the framework remembers it.
    private static bool IsConnected(Socket socket) =>
        socket.Connected || (SocketOwner.IsMessageType(socket.SocketType) && socket.RemoteEndPoint is not null);

    private SendOperation Rent(SendQueue queue, Socket? socket, bool canCork)
    {
        SendOperation operation = _operations.Rent();
        if (operation.TryAttach(queue, socket, ReactorFor(queue), _disk, canCork))
            return operation;
        operation.ReleaseResources();
        operation.Return();
        throw new ObjectDisposedException(nameof(Socket), "The socket is closed.");
    }

    /// <summary>The reactor that knows the socket already, or the next in turn: one that changes for every send would have to be told of the socket again each time.</summary>
    private IReactor ReactorFor(SendQueue queue)
    {
        if (_reactors.Length == 1)
            return _reactors[0];
        return queue.LastReactor is { } last && Array.IndexOf(_reactors, last) >= 0
            ? last
            : _reactors[Interlocked.Increment(ref _nextReactor) % (uint)_reactors.Length];
    }
}
