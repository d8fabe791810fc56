using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Datagrams;

/// <summary>What is to arrive, worked out from SEMANTICS' table alone, and the comparison with what did.</summary>
internal static class Framed
{
    /// <summary>The datagrams of elements, given as their bytes and whether they end a packet.</summary>
    public static List<byte[]> Expect(IReadOnlyList<(byte[] Bytes, bool EndOfPacket)> elements, int sendSize)
    {
        bool byElement = sendSize == 0 && !elements.Any(element => element.EndOfPacket);
        List<byte[]> runs = [];
        List<byte> run = [];
        foreach ((byte[] bytes, bool ends) in elements)
        {
            run.AddRange(bytes);
            if (ends || byElement)
            {
                runs.Add([.. run]);
                run.Clear();
            }
        }

        runs.Add([.. run]);
        return [.. runs.Where(bytes => bytes.Length > 0).SelectMany(bytes => sendSize > 0 ? bytes.Chunk(sendSize) : [bytes])];
    }

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
