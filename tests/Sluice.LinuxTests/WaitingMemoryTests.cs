using System.Globalization;

namespace Sluice.LinuxTests;

/// <summary>What 10,000 sends hold while they wait for readers that are slow, beyond what the kernel holds: as benchmarks/Sluice.Compare measures it.</summary>
public sealed class WaitingMemoryTests
{
    // Both ends of each socket are in this process, and a process may often open no more than 4,096.
    private const int Sockets = 1000;
    private const int SendsPerSocket = 10;
    private const int Bytes = 100_000;
    private const int MostPerSend = 2048;

    [Theory]
    [InlineData(TransmitterProfile.Server)]
    [InlineData(TransmitterProfile.Client)]
    public async Task TenThousandWaitingSends_HoldLessThanTwoKiBEach_AndArrive(TransmitterProfile profile)
    {
        // The first pass pays for the process: code, tables, the framework's own.
        await MeasureAsync(profile, Sockets / 10);
        Usage usage = await MeasureAsync(profile, Sockets);
        Assert.True(usage.Managed < MostPerSend, $"{usage.Managed:N0} bytes of managed memory each");
        Assert.True(usage.Resident < MostPerSend, $"{usage.Resident:N0} bytes resident each");
    }

    private static async Task<Usage> MeasureAsync(TransmitterProfile profile, int sockets)
    {
        await using Transmitter transmitter = new(new TransmitterOptions { Backend = TransmitterBackend.Linux, Profile = profile });
        byte[] block = new byte[Bytes];
        ConnectedPair[] pairs = new ConnectedPair[sockets];
        for (int i = 0; i < sockets; i++)
        {
            pairs[i] = ConnectedPair.Create(i % 2 == 0 ? SocketFamily.Tcp4 : SocketFamily.Unix, sendBuffer: 8192, receiveBuffer: 8192);

            // Each socket's own queue is a matter of the socket, not of the sends that wait in it.
            await transmitter.SendPacketsAsync(pairs[i].Sender, [block.AsMemory(0, 1)]);
        }

        Task<long>[] sends = new Task<long>[sockets * SendsPerSocket];
        ValueTask<long>[] waiting = new ValueTask<long>[sends.Length];
        Usage before = Usage.Now();
#pragma warning disable CA2012 // Each is awaited once, below: a Task of its own for each would be measured along.
        for (int i = 0; i < waiting.Length; i++)
            waiting[i] = transmitter.SendPacketsAsync(pairs[i % sockets].Sender, [block]);
#pragma warning restore CA2012
        Usage after = Usage.Now();
        Assert.DoesNotContain(waiting, static send => send.IsCompleted);

        for (int i = 0; i < waiting.Length; i++)
            sends[i] = waiting[i].AsTask();
        await Task.WhenAll(pairs.Select(static pair => DrainAsync(pair))).Within("the readers");
        Assert.All(await Task.WhenAll(sends).Within("the sends"), static sent => Assert.Equal(Bytes, sent));
        Array.ForEach(pairs, static pair => pair.Dispose());
        return new Usage((after.Managed - before.Managed) / sends.Length, (after.Resident - before.Resident) / sends.Length);
    }

    private static async Task DrainAsync(ConnectedPair pair)
    {
        byte[] buffer = new byte[16 * 1024];
        for (long left = 1 + (SendsPerSocket * (long)Bytes); left > 0;)
        {
            int received = await pair.Receiver.ReceiveAsync(buffer);
            Assert.NotEqual(0, received);
            left -= received;
        }
    }

    private readonly record struct Usage(long Managed, long Resident)
    {
        public static Usage Now()
        {
            long managed = GC.GetTotalMemory(forceFullCollection: true);
            string line = File.ReadLines("/proc/self/status").First(static line => line.StartsWith("VmRSS", StringComparison.Ordinal));
            return new Usage(managed, long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024);
        }
    }
}
