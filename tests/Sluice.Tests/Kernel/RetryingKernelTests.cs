using Sluice.Kernel;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Kernel;

/// <summary>EINTR, which is no failure (BUGCLASSES 5).</summary>
public sealed unsafe class RetryingKernelTests
{
    private readonly SimulatedKernel _inner = new();
    private readonly RetryingKernel _kernel;

    public RetryingKernelTests() => _kernel = new RetryingKernel(_inner);

    [Fact]
    public void InterruptedCalls_AreRepeated()
    {
        _inner.AddFile("/a", [1, 2, 3]);
        _inner.Connect(1000, out _);
        int socket = _inner.OpenDescriptors[0];
        int epoll = (int)_kernel.CreateEpoll().Value;
        foreach (CallKind kind in (CallKind[])[CallKind.Open, CallKind.GetStatus, CallKind.GetPathStatus, CallKind.Read, CallKind.Send, CallKind.SendFile, CallKind.WaitEpoll])
            _inner.Faults.When(call => call.Kind == kind).Fails(Errno.Interrupted).Times(2);

        byte* buffer = stackalloc byte[8];
        IoVector vector = new() { Base = buffer, Length = 3 };
        fixed (byte* path = "/a\0"u8)
        {
            int file = (int)_kernel.Open(path, OpenFlags.CloseOnExec).Value;
            Assert.Equal(3, _kernel.GetPathStatus(path, out FileStatus byPath).Succeeded ? byPath.Size : -1);
            Assert.Equal(3, _kernel.GetStatus(file, StatusFlags.None, out FileStatus status).Succeeded ? status.Size : -1);
            Assert.Equal(3, _kernel.Read(file, buffer, 8, 0, ReadFlags.None).Value);
            Assert.Equal(3, _kernel.Send(socket, &vector, 1, SendFlags.DontWait | SendFlags.NoSignal).Value);
            Assert.Equal(3, _kernel.SendFile(socket, file, 0, 3).Value);
            Assert.True(_kernel.WaitEpoll(epoll, new ReadyEvent[1], 0).Succeeded);
        }

        Assert.Equal(3, _inner.CountOf(CallKind.Send));
        Assert.Equal(3, _inner.CountOf(CallKind.SendFile));
        Assert.Equal(3, _inner.CountOf(CallKind.WaitEpoll));
    }

    /// <summary>On Linux the number is free again, and may be somebody else's by the time of a second call.</summary>
    [Fact]
    public void InterruptedClose_IsNotRepeated()
    {
        int descriptor = (int)_kernel.CreateEvent().Value;
        _inner.Faults.At(CallKind.Close, 1).Fails(Errno.Interrupted);

        Assert.True(_kernel.Close(descriptor).Succeeded);

        Assert.Equal(1, _inner.CountOf(CallKind.Close));
        Assert.Empty(_inner.OpenDescriptors);
    }
}
