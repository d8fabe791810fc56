using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Datagrams;

/// <summary>What arrived beside what was to, and what the kernel was asked for.</summary>
internal static class Framed
{
    public static void AssertEqual(IReadOnlyList<byte[]> expected, IReadOnlyList<byte[]> actual)
    {
        Assert.Equal(expected.Select(datagram => datagram.Length), actual.Select(datagram => datagram.Length));
        for (int i = 0; i < expected.Count; i++)
            Assert.True(expected[i].AsSpan().SequenceEqual(actual[i]), $"datagram {i} has other bytes than it should");
    }

    /// <summary>Messages of every call that sent some, in order.</summary>
    public static IEnumerable<SimulatedMessage> Messages(this SimulatedKernel kernel) => kernel.Calls.SelectMany(call => call.Messages);

    public static int SendCalls(this SimulatedKernel kernel) =>
        kernel.Calls.Count(call => call.Kind is CallKind.Send or CallKind.SendMessage or CallKind.SendMessages);
}
