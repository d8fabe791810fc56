using System.Net.Sockets;
using Sluice.LinuxTests.Support;

namespace Sluice.LinuxTests.Suites;

/// <summary>What only a sender with threads of its own can do: the portable backend goes on on the framework's, which are the pool's.</summary>
public abstract class ThreadSuite(SendFlavour flavour) : SendSuite(flavour)
{
    private const TransmitFileOptions SystemThread = (TransmitFileOptions)16;
    private const TransmitFileOptions KernelApc = (TransmitFileOptions)32;

    /// <summary>
    /// The pool's threads all compute, and hundreds of items wait for them: completions on the sender's own threads come through all the same, while a
    /// default one waits behind the computing.
    /// </summary>
    [Theory]
    [InlineData((int)SystemThread)]
    [InlineData((int)KernelApc)]
    public void BusyThreadPool_DelaysDefaultCompletionsOnly(int flag)
    {
        using ConnectedPair ordinary = Slow(), other = Slow();
        byte[] block = RandomBytes(1_000_000);
        OnOwnThread(() =>
        {
            using BusyPool busy = new();
            Task<long> ordinaryReader = ordinary.DiscardAsync(), otherReader = other.DiscardAsync();
            Task<SendReport> waiting = Flavour.Begin(ordinary.Sender, [new(block)]);
            Assert.True(SpinWait.SpinUntil(() => ordinary.Discarded == block.Length, Bounded.Limit));
            for (int i = 0; i < 20; i++)
            {
                Task<SendReport> send = Flavour.Begin(other.Sender, [new(block)], (TransmitFileOptions)flag);
                Assert.True(send.Wait(Bounded.Limit, TestContext.Current.CancellationToken), $"send {i} waits for the pool");
                Assert.Equal(block.Length, send.Result.Bytes);
            }

            Assert.False(waiting.IsCompleted);
            busy.Dispose();
            Assert.True(waiting.Wait(Bounded.Limit, TestContext.Current.CancellationToken));
        });
    }

    [Fact]
    public async Task KernelApc_CompletesOnTheReactorsThread()
    {
        using ConnectedPair pair = Slow();
        Task<string?> completedOn = Flavour.ThreadOfCompletion(pair.Sender, [new(new byte[1_000_000])], KernelApc);
        Task<long> reading = pair.DiscardAsync();

        Assert.StartsWith("Sluice reactor", await completedOn.Within(), StringComparison.Ordinal);
        pair.Sender.Shutdown(SocketShutdown.Send);
        await reading.Within();
    }

    private static ConnectedPair Slow() => ConnectedPair.Create(SocketFamily.Tcp4, sendBuffer: 16 * 1024, receiveBuffer: 16 * 1024);

    private static void OnOwnThread(Action test)
    {
        Exception? failure = null;
        Thread thread = new(() => failure = Record.Exception(test));
        thread.Start();
        Assert.True(thread.Join(2 * Bounded.Limit));
        if (failure is not null)
            throw new InvalidOperationException("The test failed on its own thread.", failure);
    }
}
