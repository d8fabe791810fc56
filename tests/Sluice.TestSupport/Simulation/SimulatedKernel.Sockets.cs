using Sluice.Kernel;

namespace Sluice.TestSupport.Simulation;

/// <content>Stream sockets.</content>
internal sealed unsafe partial class SimulatedKernel
{
    /// <summary>A connected stream socket, with its peer.</summary>
    public SimulatedDescriptorOwner Connect(long capacity, out SimulatedSocket socket)
    {
        SimulatedSocket made = socket = new SimulatedSocket(_gate, capacity);
        lock (_gate)
            return new SimulatedDescriptorOwner(this, (int)Allocate(made).Value, made.ShutdownSending, keepsMessages: false);
    }

    public KernelResult Send(int socket, IoVector* vectors, int count, SendFlags flags)
    {
        long[] pieces = new long[count];
        for (int i = 0; i < count; i++)
            pieces[i] = (long)vectors[i].Length;
        Interception call = Enter(new KernelCall(CallKind.Send, socket) { Requested = pieces.Sum(), Pieces = pieces, Flags = flags });
        if (!call.Fails(out KernelResult result))
        {
            lock (_gate)
                result = SendLocked(call, socket, vectors);
        }

        return Leave(call, result);
    }

    public KernelResult SendFile(int socket, int file, long offset, nuint count)
    {
        Interception call = Enter(new KernelCall(CallKind.SendFile, socket) { Other = file, Offset = offset, Requested = (long)count });
        if (!call.Fails(out KernelResult result))
        {
            lock (_gate)
                result = SendFileLocked(call, socket, file, offset);
        }

        return Leave(call, result);
    }

    public KernelResult SetCork(int socket, bool corked)
    {
        Interception call = Enter(new KernelCall(CallKind.SetCork, socket) { Corked = corked });
        if (!call.Fails(out KernelResult result))
        {
            lock (_gate)
            {
                SimulatedSocket? target = Find<SimulatedSocket>(call.Call, socket);
                target?.SetCork(corked);
                result = Result(target is null ? Errno.BadDescriptor : Errno.None);
            }
        }

        return Leave(call, result);
    }

    public KernelResult ShutdownSending(int socket) => OnSocket(CallKind.ShutdownSending, socket, static target =>
    {
        target.ShutdownByItself();
        return 0;
    });

    public KernelResult GetTcpState(int socket) => OnSocket(CallKind.GetTcpState, socket, static target => (long)target.State);

    public KernelResult TakeError(int socket) => OnSocket(CallKind.TakeError, socket, static target => (long)target.TakeError());

    private KernelResult OnSocket(CallKind kind, int socket, Func<SimulatedSocket, long> action)
    {
        Interception call = Enter(new KernelCall(kind, socket));
        if (!call.Fails(out KernelResult result))
        {
            lock (_gate)
            {
                result = Find<SimulatedSocket>(call.Call, socket) is { } target
                    ? KernelResult.Success(action(target))
                    : KernelResult.Failure(Errno.BadDescriptor);
            }
        }

        return Leave(call, result);
    }

    private KernelResult SendLocked(Interception call, int socket, IoVector* vectors)
    {
        CheckFlags(call.Call);
        if (_open.GetValueOrDefault(socket) is SimulatedDatagramSocket datagrams)
        {
            Errno error = datagrams.Take(BytesOf(vectors, call.Call.Pieces.Count), segmentSize: 0);
            return error == Errno.None ? KernelResult.Success(call.Call.Requested) : KernelResult.Failure(error);
        }

        if (Find<SimulatedSocket>(call.Call, socket) is not { } target)
            return KernelResult.Failure(Errno.BadDescriptor);

        long allowed = call.Allow(Math.Min(call.Call.Requested, LargestCount));

        // No more than it may take is copied: of a large send that fits in small pieces, each would copy the rest.
        long left = Math.Min(allowed, target.RoomNow);
        List<ByteRun> runs = [];
        for (int i = 0; i < call.Call.Pieces.Count && left > 0; i++)
        {
            int length = (int)Math.Min((long)vectors[i].Length, left);
            runs.Add(new ByteRun(new StoredContent(new Span<byte>(vectors[i].Base, length).ToArray()), 0, length));
            left -= length;
        }

        return target.Take(runs.ToArray(), allowed, call.Call.HasMore);
    }

    private KernelResult SendFileLocked(Interception call, int socket, int descriptor, long offset)
    {
        if (Find<SimulatedSocket>(call.Call, socket) is not { } target || Find<SimulatedOpenFile>(call.Call, descriptor)?.File is not { } file)
            return KernelResult.Failure(Errno.BadDescriptor);
        if (file.SendFileError != Errno.None)
            return KernelResult.Failure(file.SendFileError);
        if (file.ReadError != Errno.None)
            return KernelResult.Failure(file.ReadError);

        long asked = call.Allow(Math.Min(call.Call.Requested, LargestCount));
        long available = file.Available(offset, asked);
        if (available == 0)
            return KernelResult.Success();

        if (file.Resident(offset, available) < available)
            WaitForDisk(call.Call, file, offset, available);

        // Computed content never changes and goes by reference; stored bytes go as they are now.
        FileContent content = file.Content;
        long taken = Math.Min(available, Math.Max(target.RoomNow, 1));
        if (content is StoredContent)
        {
            byte[] bytes = new byte[taken];
            content.CopyTo(offset, bytes);
            content = new StoredContent(bytes);
            offset = 0;
        }

        // Asked for more than the file has, the kernel waits for the rest with its last segment in hand (golang#41513; until Linux 6.5).
        return target.Take([new ByteRun(content, offset, taken)], taken, more: available < asked);
    }
}
