using System.Net.Sockets;
using Sluice.Kernel;

namespace Sluice.TestSupport.Simulation;

/// <summary>
/// Owns the descriptor of a simulated socket as the framework's socket owns a real one: Dispose shuts the connection down at once, and the
/// descriptor closes when the last reference is given back.
/// </summary>
internal sealed class SimulatedDescriptorOwner(SimulatedKernel kernel, int descriptor, Action shutdown, bool keepsMessages) : DescriptorOwner
{
    private readonly Lock _gate = new();
    private bool _isDisposed;
    private int _references;

    /// <summary>The number of the descriptor, whether still open or not.</summary>
    public int Descriptor { get; } = descriptor;

    /// <summary>References taken and not given back.</summary>
    public int References
    {
        get
        {
            lock (_gate)
                return _references;
        }
    }

    public override bool KeepsMessages { get; } = keepsMessages;

    public override bool IsClosed
    {
        get
        {
            lock (_gate)
                return _isDisposed;
        }
    }

    public override bool TryAcquire(out int descriptor)
    {
        lock (_gate)
        {
            descriptor = _isDisposed ? -1 : Descriptor;
            _references += _isDisposed ? 0 : 1;
            return !_isDisposed;
        }
    }

    public override void NoteFailure()
    {
        // No framework stands above this socket.
    }

    public override SocketError Disconnect(bool reuse)
    {
        Disconnections.Add(reuse);
        return SocketError.Success;
    }

    /// <summary>Every disconnection asked for, and whether it was for reuse.</summary>
    public List<bool> Disconnections { get; } = [];

    public override void Release()
    {
        bool closes;
        lock (_gate)
        {
            if (_references == 0)
                throw new InvalidOperationException("A reference to the socket was given back twice.");
            _references--;
            closes = _isDisposed && _references == 0;
        }

        if (closes)
            kernel.CloseByOwner(Descriptor);
    }

    /// <summary>Closes the socket as far as its owner can: what references hold it open goes on holding the descriptor.</summary>
    public void Dispose()
    {
        bool closes;
        lock (_gate)
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            closes = _references == 0;
        }

        shutdown();
        if (closes)
            kernel.CloseByOwner(Descriptor);
    }
}
