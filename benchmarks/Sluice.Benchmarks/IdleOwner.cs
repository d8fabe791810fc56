using System.Net.Sockets;
using Sluice.Kernel;

namespace Sluice.Benchmarks;

/// <summary>The owner of a descriptor that is never closed.</summary>
internal sealed class IdleOwner(bool keepsMessages = false) : DescriptorOwner
{
    public override bool KeepsMessages => keepsMessages;

    public override bool IsClosed => false;

    public override bool TryAcquire(out int descriptor)
    {
        descriptor = 6;
        return true;
    }

    public override void NoteFailure()
    {
        // There is nothing to bring up to date.
    }

    public override SocketError Disconnect(bool reuse) => SocketError.Success;

    public override void Release()
    {
        // Nothing was taken.
    }
}
