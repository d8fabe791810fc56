using Sluice.Kernel;

namespace Sluice.TestSupport.Simulation;

/// <content>Datagram sockets.</content>
internal sealed unsafe partial class SimulatedKernel
{
    /// <summary>A connected datagram socket, with its peer.</summary>
    public SimulatedDescriptorOwner ConnectDatagrams(long capacity, bool knowsSegments, out SimulatedDatagramSocket socket)
    {
        SimulatedDatagramSocket made = socket = new SimulatedDatagramSocket(_gate, capacity) { KnowsSegments = knowsSegments };
        lock (_gate)
            return new SimulatedDescriptorOwner(this, (int)Allocate(made).Value, made.ShutdownSending, keepsMessages: true);
    }

    public KernelResult SendMessage(int socket, in OutgoingMessage message, SendFlags flags)
    {
        OutgoingMessage copy = message;
        SimulatedMessage told = Describe(copy);
        Interception call = Enter(new KernelCall(CallKind.SendMessage, socket) { Requested = told.Bytes, Messages = [told], Flags = flags });
        if (!call.Fails(out KernelResult result))
        {
            lock (_gate)
                result = TakeLocked(call, socket, &copy, 1) is { Error: not Errno.None } failed ? failed : KernelResult.Success(told.Bytes);
        }

        return Leave(call, result);
    }

    public KernelResult SendMessages(int socket, OutgoingMessage* messages, int count, SendFlags flags)
    {
        SimulatedMessage[] told = new SimulatedMessage[count];
        for (int i = 0; i < count; i++)
            told[i] = Describe(messages[i]);
        Interception call = Enter(new KernelCall(CallKind.SendMessages, socket) { Requested = count, Messages = told, Flags = flags });
        if (!call.Fails(out KernelResult result))
        {
            lock (_gate)
                result = TakeLocked(call, socket, messages, (int)call.Allow(count));
        }

        return Leave(call, result);
    }

    public KernelResult GetSegmentSize(int socket) => GetOption(CallKind.GetSegmentSize, socket, target =>
        target is SimulatedDatagramSocket { KnowsSegments: true } ? KernelResult.Success() : KernelResult.Failure(Errno.NoProtocolOption));

    public KernelResult GetSendBuffer(int socket) => GetOption(CallKind.GetSendBuffer, socket, target =>
        KernelResult.Success(target is SimulatedDatagramSocket datagrams ? datagrams.Capacity : ((SimulatedSocket)target).Capacity));

    private KernelResult GetOption(CallKind kind, int socket, Func<SimulatedObject, KernelResult> read)
    {
        Interception call = Enter(new KernelCall(kind, socket));
        if (!call.Fails(out KernelResult result))
        {
            lock (_gate)
                result = Find<SimulatedObject>(call.Call, socket) is { } target ? read(target) : KernelResult.Failure(Errno.BadDescriptor);
        }

        return Leave(call, result);
    }

    /// <summary>As sendmmsg(2) does it: the messages taken, or the error of the first; the error of a later one is lost.</summary>
    private KernelResult TakeLocked(Interception call, int socket, OutgoingMessage* messages, int count)
    {
        CheckFlags(call.Call);
        if (Find<SimulatedDatagramSocket>(call.Call, socket) is not { } target)
            return KernelResult.Failure(Errno.BadDescriptor);
        for (int i = 0; i < count; i++)
        {
            // A kernel, or a kind of socket, that does not know the control message ignores it, and sends all as one datagram.
            if (messages[i].SegmentSize > 0 && !target.KnowsSegments)
                _misuses.Add(new Misuse(call.Call, "a message to be cut, on a socket that does not cut"));
            Errno error = target.Take(BytesOf(messages[i].Vectors, messages[i].VectorCount), messages[i].SegmentSize);
            if (error != Errno.None)
                return i == 0 ? KernelResult.Failure(error) : KernelResult.Success(i);
        }

        return KernelResult.Success(count);
    }

    private void CheckFlags(KernelCall call)
    {
        if ((call.Flags & (SendFlags.DontWait | SendFlags.NoSignal)) != (SendFlags.DontWait | SendFlags.NoSignal))
            _misuses.Add(new Misuse(call, "a send that may block, or raise SIGPIPE"));
    }

    private static SimulatedMessage Describe(in OutgoingMessage message)
    {
        long[] pieces = new long[message.VectorCount];
        for (int i = 0; i < pieces.Length; i++)
            pieces[i] = (long)message.Vectors[i].Length;
        return new SimulatedMessage(pieces, message.SegmentSize);
    }

    private static byte[] BytesOf(IoVector* vectors, int count)
    {
        List<byte> bytes = [];
        for (int i = 0; i < count; i++)
            bytes.AddRange(new ReadOnlySpan<byte>(vectors[i].Base, (int)vectors[i].Length));
        return [.. bytes];
    }
}
