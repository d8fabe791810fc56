using System.Net.Sockets;
using Sluice.Kernel;
using Sluice.Reactor;
using Sluice.TestSupport;
using Xunit;

namespace Sluice.Tests.Reactor;

/// <summary>Who gets the disk threads (BUGCLASSES 14): file systems that hang leave some to the others.</summary>
public sealed class DiskThreadsTests
{
    private const int Threads = 8;

    [Fact]
    public async Task OneHungFileSystem_HasHalfOfTheThreads_AndTheNextOneLess()
    {
        DiskThreads disk = new(Threads, ownThreads: true);
        using ManualResetEventSlim answer = new();
        List<Step> first = Post(disk, lane: 1, count: 200, answer);
        await Bounded.Until(() => first.Count(step => step.HasBegun) == Threads / 2, "the first one has its half");
        List<Step> second = Post(disk, lane: 2, count: 200, answer);
        await Bounded.Until(() => second.Count(step => step.HasBegun) == Threads / 4, "the second one has half of the rest");

        using ManualResetEventSlim healthy = new(initialState: true);
        List<Step> third = Post(disk, lane: 3, count: 50, healthy);
        await Bounded.Until(() => third.All(step => step.HasEnded), "a third file system was served");
        Assert.Equal(Threads / 2, first.Count(step => step.HasBegun));
        Assert.Equal(Threads / 4, second.Count(step => step.HasBegun));

        answer.Set();
        await Bounded.Until(() => first.Concat(second).All(step => step.HasEnded), "all were served");
        disk.Shutdown();
    }

    [Fact]
    public async Task SingleThread_ServesAllFileSystemsInTurn()
    {
        DiskThreads disk = new(1, ownThreads: true);
        using ManualResetEventSlim answer = new(initialState: true);
        List<Step> steps = [.. Enumerable.Range(0, 5).SelectMany(lane => Post(disk, (ulong)lane, count: 20, answer))];
        await Bounded.Until(() => steps.All(step => step.HasEnded), "all were served");
        disk.Shutdown();
    }

    [Fact]
    public void Lanes_TakeTurns()
    {
        DiskThreads disk = new(Threads, ownThreads: false);
        using ManualResetEventSlim answer = new(initialState: true);
        List<Step> many = Post(disk, lane: 1, count: 100, answer), few = Post(disk, lane: 2, count: 2, answer);
        for (int i = 0; i < 4; i++)
            Assert.True(disk.RunOne());
        Assert.All(few, step => Assert.True(step.HasEnded));
        Assert.Equal(2, many.Count(step => step.HasEnded));
    }

    private static List<Step> Post(DiskThreads disk, ulong lane, int count, ManualResetEventSlim answer)
    {
        List<Step> steps = [.. Enumerable.Range(0, count).Select(_ => new Step(lane, answer))];
        steps.ForEach(disk.Post);
        return steps;
    }

    /// <summary>An operation that is nothing but a disk step.</summary>
    private sealed class Step : QueuedOperation
    {
        private readonly ManualResetEventSlim _answer;
        private volatile bool _hasBegun;
        private volatile bool _hasEnded;

        public Step(ulong lane, ManualResetEventSlim answer)
        {
            DiskLane = lane;
            _answer = answer;
            State = OperationState.Abandoned;
        }

        public bool HasBegun => _hasBegun;

        public bool HasEnded => _hasEnded;

        public override ulong DiskLane { get; }

        public override SendQueue? Queue { get; } = new(new ClosedOwner());

        protected override bool IsSenderDisposed => false;

        public override void RunDiskStep()
        {
            _hasBegun = true;
            _answer.Wait();
        }

        public override void ReleaseAfterDisk() => _hasEnded = true;

        public override void AbandonOnDisk() => throw new NotSupportedException();

        public override void ConcludeOnDisk() => throw new NotSupportedException();

        public override bool TryEnterQueue() => throw new NotSupportedException();

        public override void LeaveQueue() => throw new NotSupportedException();

        public override Exception? TakeGap() => throw new NotSupportedException();

        public override void BreakStream(Exception gap) => throw new NotSupportedException();

        public override bool TryTakePlace(SendQueue queue) => throw new NotSupportedException();

        public override TurnOutcome RunTurn() => throw new NotSupportedException();

        public override void DetachSocket() => throw new NotSupportedException();

        public override void Fail(Errno error) => throw new NotSupportedException();

        public override void Abandon() => throw new NotSupportedException();

        public override void Conclude() => throw new NotSupportedException();

        public override void Execute() => throw new NotSupportedException();
    }

    private sealed class ClosedOwner : DescriptorOwner
    {
        public override bool IsClosed => true;

        public override bool TryAcquire(out int descriptor)
        {
            descriptor = -1;
            return false;
        }

        public override SocketError Disconnect(bool reuse) => SocketError.OperationAborted;

        public override void NoteFailure()
        {
        }

        public override void Release()
        {
        }
    }
}
