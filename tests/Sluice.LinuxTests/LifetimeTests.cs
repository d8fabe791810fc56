using System.Net.Sockets;
using Sluice.LinuxTests.Support;
using Sluice.TestSupport.Processes;

namespace Sluice.LinuxTests;

/// <summary>What is left of transmitters, and of processes with idle ones (BUGCLASSES 17, 31).</summary>
public sealed class LifetimeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<TransmitterBackend, int> BackendsAndFlags => new()
    {
        { TransmitterBackend.Linux, 0 }, { TransmitterBackend.Linux, 4 }, { TransmitterBackend.Linux, 16 }, { TransmitterBackend.Linux, 32 },
        { TransmitterBackend.Portable, 0 }, { TransmitterBackend.Portable, 4 }, { TransmitterBackend.Portable, 16 }, { TransmitterBackend.Portable, 32 },
    };

    /// <summary>Sends parked, queued, paused by a rate and waiting for a place: all end as aborted, threads and descriptors go.</summary>
    [Theory]
    [MemberData(nameof(BackendsAndFlags))]
    public async Task Disposal_EndsSendsInEveryState_AndLeavesNeitherThreadsNorDescriptors(TransmitterBackend backend, int flags)
    {
        string file = _folder.Write("large", 30_000_000);
        int threads = SenderThreads.Count(), sockets = -1;
        foreach (TransmitterProfile profile in Enum.GetValues<TransmitterProfile>())
        {
            Transmitter transmitter = new(new TransmitterOptions { Backend = backend, Profile = profile });
            using ConnectedPair first = ConnectedPair.Create(), second = ConnectedPair.Create(), third = ConnectedPair.Create();
            SendPacketsOptions options = new() { Flags = (TransmitFileOptions)flags };
            SendPacketsOptions slow = new() { Flags = (TransmitFileOptions)flags, MaxBytesPerSecond = 100_000 };
            Task<long>[] sends =
            [
                transmitter.SendPacketsAsync(first.Sender, [PacketElement.FromFile(file)], options).AsTask(),
                transmitter.SendPacketsAsync(first.Sender, [new byte[10]], options).AsTask(),
                transmitter.SendPacketsAsync(second.Sender, [PacketElement.FromFile(file)], slow).AsTask(),
                transmitter.SendPacketsAsync(third.Sender, [new byte[30_000_000]], options).AsTask(),
            ];

            await transmitter.DisposeAsync().AsTask().Within("DisposeAsync");

            foreach (Task<long> send in sends)
            {
                if (flags == 4 && send.IsCompletedSuccessfully)
                    continue;
                SendPacketsException failure = await Assert.ThrowsAsync<SendPacketsException>(() => send.Within());
                Assert.Equal(SocketError.OperationAborted, failure.SocketErrorCode);
            }

            // The first round may have started the framework's own epoll, which stays.
            first.Dispose();
            second.Dispose();
            third.Dispose();
            sockets = sockets < 0 ? Descriptors.CountOfSockets() : sockets;
        }

        await Bounded.Until(() => SenderThreads.Count() <= threads, "the threads to end");
        await Bounded.Until(() => Descriptors.CountBelow(_folder.Path) == 0, "the files to close, also those that a disk thread is still reading");
        await Bounded.Until(() => Descriptors.CountOfSockets() <= sockets, "the descriptors to close");
    }

    /// <summary>Sends of both patterns and all flags have left their threads idle behind: the process ends by itself.</summary>
    [Fact]
    public async Task ProcessWithIdleThreads_Exits()
    {
        using ChildProcess process = ChildProcess.Start(ChildProcess.Managed("Sluice.AotSmoke"));
        Assert.Equal((0, ""), (await process.ExitAsync(), process.Errors));
        Assert.DoesNotContain("WRONG", process.Output, StringComparison.Ordinal);
        Assert.Contains("stock args, default, flags 32: 3000005 bytes, right", process.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
