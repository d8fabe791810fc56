using Sluice.Kernel;
using Sluice.Tests.Streams;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Simulation;

/// <summary>The simulated kernel keeps to what the manual pages say, or the tests on it prove nothing.</summary>
public sealed unsafe class SimulatedKernelTests
{
    private const SendFlags Flags = SendFlags.DontWait | SendFlags.NoSignal;

    private readonly SimulatedKernel _kernel = new();

    [Fact]
    public void OneShot_FiresOnce_AndAgainWhenRearmed()
    {
        SimulatedDescriptorOwner owner = _kernel.Connect(100, out _);
        int epoll = (int)_kernel.CreateEpoll().Value;

        Assert.Equal(Errno.NoEntry, Control(epoll, EpollOperation.Modify, owner.Descriptor, 1).Error);
        Assert.True(Control(epoll, EpollOperation.Add, owner.Descriptor, 1).Succeeded);
        Assert.Equal(Errno.Exists, Control(epoll, EpollOperation.Add, owner.Descriptor, 2).Error);
        Assert.Equal([1], Wait(epoll));
        Assert.Empty(Wait(epoll));
        Assert.True(Control(epoll, EpollOperation.Modify, owner.Descriptor, 3).Succeeded);
        Assert.Equal([3], Wait(epoll));
    }

    [Fact]
    public void HangUp_IsToldThoughNotAskedFor_ButNotByAFiredOneShot()
    {
        SimulatedDescriptorOwner owner = _kernel.Connect(100, out SimulatedSocket socket);
        int epoll = (int)_kernel.CreateEpoll().Value;
        Control(epoll, EpollOperation.Add, owner.Descriptor, 1);
        Wait(epoll);

        socket.ResetByPeer();
        Assert.Empty(Wait(epoll));
        Control(epoll, EpollOperation.Modify, owner.Descriptor, 2);

        ReadyEvent[] events = new ReadyEvent[1];
        Assert.Equal(1, _kernel.WaitEpoll(epoll, events, 0).Value);
        Assert.True(events[0].Events.HasFlag(EpollEvents.HangUp | EpollEvents.Error | EpollEvents.Out));
    }

    [Fact]
    public void ClosedDescriptor_IsForgotten_AndItsNumberUsedAgain()
    {
        SimulatedDescriptorOwner owner = _kernel.Connect(100, out _);
        int epoll = (int)_kernel.CreateEpoll().Value;
        Control(epoll, EpollOperation.Add, owner.Descriptor, 1);

        Assert.True(owner.TryAcquire(out _));
        owner.Dispose();
        Assert.Equal([1], Wait(epoll));
        owner.Release();
        SimulatedDescriptorOwner next = _kernel.Connect(100, out _);

        Assert.Equal(owner.Descriptor, next.Descriptor);
        Assert.Equal(Errno.NoEntry, Control(epoll, EpollOperation.Modify, next.Descriptor, 2).Error);
    }

    [Fact]
    public void FullSocket_TakesAPart_ThenNothing_AndIsWritableAtAThird()
    {
        SimulatedDescriptorOwner owner = _kernel.Connect(90, out SimulatedSocket socket);

        Assert.Equal(90, Send(owner.Descriptor, 100, SendFlags.None).Value);
        Assert.Equal(Errno.Again, Send(owner.Descriptor, 100, SendFlags.None).Error);
        socket.Drain(29);
        Assert.False(socket.Readiness.HasFlag(EpollEvents.Out));
        socket.Drain(1);
        Assert.True(socket.Readiness.HasFlag(EpollEvents.Out));
    }

    [Fact]
    public void WhatIsMarkedMore_WaitsForAPush()
    {
        SimulatedDescriptorOwner owner = _kernel.Connect(100_000, out SimulatedSocket socket);

        Send(owner.Descriptor, 2000, SendFlags.More);
        Assert.Equal((1460, 540), (socket.Drain(), socket.HeldBack));
        _kernel.SetCork(owner.Descriptor, corked: false);
        Assert.Equal((540, 0), (socket.Drain(), socket.HeldBack));

        _kernel.SetCork(owner.Descriptor, corked: true);
        Send(owner.Descriptor, 10, SendFlags.None);
        Assert.Equal((0, 10), (socket.Drain(), socket.PassCorkTime()));
        Assert.Equal(10, socket.Drain());
    }

    [Fact]
    public void Reset_IsToldOnce_ThenThePipeIsBroken()
    {
        SimulatedDescriptorOwner owner = _kernel.Connect(100, out SimulatedSocket socket);
        socket.ResetByPeer();

        Assert.Equal(Errno.ConnectionReset, Send(owner.Descriptor, 10, SendFlags.None).Error);
        Assert.Equal(Errno.BrokenPipe, Send(owner.Descriptor, 10, SendFlags.None).Error);
    }

    [Fact]
    public void LargestCount_IsTheMostThatOneCallMoves()
    {
        SimulatedDescriptorOwner owner = _kernel.Connect(long.MaxValue, out SimulatedSocket socket);
        SimulatedFile file = _kernel.AddSparseFile("/huge", 5L << 30);
        int descriptor = Open("/huge\0"u8);

        Assert.Equal(SimulatedKernel.LargestCount, _kernel.SendFile(owner.Descriptor, descriptor, 0, (nuint)5 << 30).Value);
        socket.Drain();
        Assert.True(socket.ReceivedExactly(file.Content, 0, SimulatedKernel.LargestCount));
    }

    [Fact]
    public void CallOnAClosedDescriptor_FailsAndIsNoted()
    {
        int file = (int)_kernel.CreateEvent().Value;
        _kernel.Close(file);

        Assert.Equal(Errno.BadDescriptor, _kernel.SignalEvent(file).Error);
        Assert.Equal(Errno.BadDescriptor, _kernel.Close(file).Error);
        Assert.Equal(2, _kernel.Misuses.Count);
    }

    [Fact]
    public void Faults_StrikeTheCallsTheyNameAndNoOthers()
    {
        SimulatedDescriptorOwner owner = _kernel.Connect(1000, out SimulatedSocket socket);
        _kernel.Faults.At(CallKind.Send, 2).Fails(Errno.NoMemory);
        _kernel.Faults.AtCall(3).ShortTo(3);
        _kernel.Faults.When(call => call.Requested == 77).ShortBy(70);

        Assert.Equal(10, Send(owner.Descriptor, 10, SendFlags.None).Value);
        Assert.Equal(Errno.NoMemory, Send(owner.Descriptor, 10, SendFlags.None).Error);
        Assert.Equal(3, Send(owner.Descriptor, 10, SendFlags.None).Value);
        Assert.Equal(7, Send(owner.Descriptor, 77, SendFlags.None).Value);
        Assert.Equal(77, Send(owner.Descriptor, 77, SendFlags.None).Value);
        Assert.Equal(97, socket.TakenLength);
    }

    [Fact]
    public void DescriptorLimit_IsEmfile()
    {
        _kernel.DescriptorLimit = 1;

        Assert.True(_kernel.CreateEvent().Succeeded);
        Assert.Equal(Errno.TooManyOpenFiles, _kernel.CreateEpoll().Error);
    }

    private KernelResult Control(int epoll, EpollOperation operation, int descriptor, ulong data) =>
        _kernel.ControlEpoll(epoll, operation, descriptor, EpollEvents.Out | EpollEvents.OneShot, data);

    private int[] Wait(int epoll)
    {
        ReadyEvent[] events = new ReadyEvent[8];
        int count = (int)_kernel.WaitEpoll(epoll, events, 0).Value;
        return [.. events.Take(count).Select(ready => (int)ready.Data)];
    }

    private KernelResult Send(int socket, int length, SendFlags more)
    {
        byte[] bytes = Bytes.Of(length);
        fixed (byte* address = bytes)
        {
            IoVector vector = new() { Base = address, Length = (nuint)length };
            return _kernel.Send(socket, &vector, 1, Flags | more);
        }
    }

    private int Open(ReadOnlySpan<byte> path)
    {
        fixed (byte* address = path)
            return (int)_kernel.Open(address, OpenFlags.CloseOnExec).Value;
    }
}
