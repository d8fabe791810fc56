using System.Runtime.CompilerServices;

namespace Sluice.Kernel;

/// <content>Messages, one or many in a call.</content>
internal sealed unsafe partial class LinuxKernel
{
    public KernelResult SendMessage(int socket, in OutgoingMessage message, SendFlags flags)
    {
        MessageHeader header;
        SegmentSizeControl control;
        Fill(&header, &control, message);
        return Result(LibC.Call(SystemCall.SendMessage, socket, (nint)(&header), (nint)flags, 0, 0, 0));
    }

    [SkipLocalsInit]
    public KernelResult SendMessages(int socket, OutgoingMessage* messages, int count, SendFlags flags)
    {
        MessageBatchEntry* entries = stackalloc MessageBatchEntry[count];
        SegmentSizeControl* controls = stackalloc SegmentSizeControl[count];
        for (int i = 0; i < count; i++)
            Fill(&entries[i].Header, &controls[i], messages[i]);
        return Result(LibC.Call(SystemCall.SendMessages, socket, (nint)entries, count, (nint)flags, 0, 0));
    }

    public KernelResult GetSegmentSize(int socket) => GetOption(socket, SocketOption.LevelUdp, SocketOption.UdpSegment);

    public KernelResult GetSendBuffer(int socket) => GetOption(socket, SocketOption.LevelSocket, SocketOption.SendBuffer);

    private static void Fill(MessageHeader* header, SegmentSizeControl* control, in OutgoingMessage message)
    {
        *header = new MessageHeader { Vectors = message.Vectors, VectorCount = (nuint)message.VectorCount };
        if (message.SegmentSize == 0)
            return;
        *control = SegmentSizeControl.Of(message.SegmentSize);
        header->Control = control;
        header->ControlLength = (nuint)sizeof(SegmentSizeControl);
    }

    private static KernelResult GetOption(int socket, int level, int name)
    {
        int value = 0;
        uint length = sizeof(int);
        KernelResult result = Result(LibC.GetSocketOption(socket, level, name, &value, &length));
        return result.Succeeded ? KernelResult.Success(value) : result;
    }
}
