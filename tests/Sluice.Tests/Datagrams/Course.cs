using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Datagrams;

/// <summary>What sockets have taken altogether, at every moment at which that changed.</summary>
internal sealed class Course
{
    private readonly List<(TimeSpan Time, long Bytes)> _moments = [];

    /// <summary>The most that was taken at one moment.</summary>
    public long LargestBurst => _moments.Zip(_moments.Skip(1), static (before, after) => after.Bytes - before.Bytes).Append(0).Max();

    public double Seconds => (_moments[^1].Time - _moments[0].Time).TotalSeconds;

    /// <summary>Lets time pass until nothing waits for it any more: to each moment at which something falls due, or by steps, so that all comes late.</summary>
    public static Course Watch(
        SimulationHost host, SimulatedDatagrams[] sockets, Action<long[], TimeSpan>? look = null, TimeSpan? step = null)
    {
        Course course = new();
        long before = sockets.Sum(socket => socket.Socket.TakenLength);
        course._moments.Add((host.Time.Elapsed, 0));
        while (true)
        {
            host.Settle();
            long[] taken = [.. sockets.Select(socket => socket.Socket.TakenLength)];
            if (taken.Sum() - before > course._moments[^1].Bytes)
                course._moments.Add((host.Time.Elapsed, taken.Sum() - before));
            if (host.NextDue is not { } due)
                return course;
            look?.Invoke(taken, host.Time.Elapsed);
            host.Time.Advance(step ?? due);
        }
    }

    /// <summary>Every stretch of a second within 5 % and the largest datagram, and the whole.</summary>
    public void AssertKept(long rate, long datagram)
    {
        long most = (rate * 105 / 100) + datagram, least = (rate * 95 / 100) - datagram;
        for (int from = 0, to = 0; from < _moments.Count; from++)
        {
            while (to < _moments.Count && _moments[to].Time - _moments[from].Time < TimeSpan.FromSeconds(1))
                to++;
            if (to == _moments.Count)
                break;
            Assert.InRange(_moments[to - 1].Bytes - _moments[from].Bytes, 0, most);
            Assert.InRange(_moments[to].Bytes - _moments[from].Bytes, least, long.MaxValue);
        }

        Assert.InRange(_moments[^1].Bytes, (rate * 0.95 * Seconds) - datagram, (rate * 1.05 * Seconds) + (rate / 100) + datagram);
    }
}
