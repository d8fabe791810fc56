using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Streams;

/// <summary>The gather's stack is bounded by its pins, however many pieces lie side by side (docs/decisions/0005).</summary>
public sealed class DeepGatherTests
{
    // A quarter of what a thread usually has.
    private const int SmallStack = 256 * 1024;

    [Theory]
    [InlineData(100_000, 30)]
    [InlineData(2_000, 1_025)]
    [InlineData(300, 7_000)]
    public void ManySlicesOfOneArray_FitOnASmallStack(int count, int size)
    {
        byte[] bytes = Bytes.Of(count * size);
        PacketElement[] slices = [.. Enumerable.Range(0, count).Select(i => (PacketElement)bytes.AsMemory(i * size, size))];
        Exception? failure = null;
        Thread thread = new(
            () =>
            {
                try
                {
                    SendAll(slices, bytes).GetAwaiter().GetResult();
                }
                catch (Exception fault)
                {
                    failure = fault;
                }
            },
            SmallStack);
        thread.Start();
        thread.Join();
        Assert.Null(failure);
    }

    private static async Task SendAll(PacketElement[] slices, byte[] expected)
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        ObservedSend send = host.Send(connection, slices);
        host.RunToEnd();
        Assert.True(send.Succeeded);
        Assert.Equal(expected, connection.Received);
    }
}
