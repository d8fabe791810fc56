using CsCheck;
using Sluice.Reactor;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Reactor;

/// <summary>The waits of a reactor against a plain list of them.</summary>
public sealed class WaitTableTests
{
    /// <summary>Adding, claiming and falling due in any order, against a model; an old ticket never ends a later wait (BUGCLASSES 30).</summary>
    [Fact]
    public void AnyOrderOfWaits_EndsEachOnce_TheEarliestFirst() =>
        Gen.Int[0, 3].Select(Gen.Int[0, 1000]).Array[0, 400].Sample(steps =>
        {
            WaitTable table = new();
            using SimulationOwner owner = new();
            List<(WaitTicket Ticket, long Due)> open = [];
            List<WaitTicket> over = [];
            foreach ((int kind, int number) in steps)
            {
                switch (kind)
                {
                    case 0 or 1:
                        // Different times for all: which of two that are due at once comes first is nobody's concern.
                        long due = kind == 0 ? (number * 1000L) + open.Count + over.Count : Clock.Never;
                        open.Add((table.Add(owner.Queue, due), due));
                        break;
                    case 2 when open.Count > 0:
                        int index = number % open.Count;
                        Assert.Same(owner.Queue, table.Take(open[index].Ticket));
                        over.Add(open[index].Ticket);
                        open.RemoveAt(index);
                        break;
                    case 3:
                        long earliest = open.Count == 0 ? Clock.Never : open.Min(wait => wait.Due);
                        Assert.Equal(earliest, table.NextDueTime);
                        long now = number * 1000L;
                        Assert.Equal(earliest <= now, table.TakeDue(now) is not null);
                        if (earliest > now)
                            break;
                        int taken = open.FindIndex(wait => wait.Due == earliest);
                        over.Add(open[taken].Ticket);
                        open.RemoveAt(taken);
                        break;
                }
            }

            Assert.All(over, ticket => Assert.Null(table.Take(ticket)));
            Assert.Equal(open.Count, table.TakeAll().Count);
            Assert.Equal(Clock.Never, table.NextDueTime);
        }, iter: 2000);

    private sealed class SimulationOwner : IDisposable
    {
        private readonly SimulatedDescriptorOwner _owner;

        public SimulationOwner()
        {
            _owner = new SimulatedKernel().Connect(1, out _);
            Queue = new SendQueue(_owner);
        }

        public SendQueue Queue { get; }

        public void Dispose() => _owner.Dispose();
    }
}
