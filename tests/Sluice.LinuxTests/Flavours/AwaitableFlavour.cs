using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Sluice.LinuxTests.Flavours;

/// <summary>The awaitable pattern.</summary>
public sealed class AwaitableFlavour(TransmitterBackend backend) : SendFlavour(backend)
{
    public override bool ThrowsFileErrorsFromCall => false;

    public override Task<SendReport> Begin(Socket socket, SendPacketsElement?[] elements, TransmitFileOptions flags = default, int sendSize = 0)
    {
        PacketElement[] converted = [.. elements.Select(element => (PacketElement)element)];
        ValueTask<long> send = Transmitter.SendPacketsAsync(socket, converted, new SendPacketsOptions { Flags = flags, SendSize = sendSize });
        return Finish(send, isPending: !send.IsCompleted);
    }

    private static async Task<SendReport> Finish(ValueTask<long> send, bool isPending)
    {
        try
        {
            return new SendReport(await send, SocketError.Success, null, isPending);
        }
        catch (SendPacketsException failure)
        {
            return new SendReport(failure.BytesTransferred, failure.SocketErrorCode, failure, isPending);
        }
        catch (Exception failure)
        {
            return new SendReport(0, SocketError.SocketError, failure, isPending);
        }
    }

    public override Task<string?> ThreadOfCompletion(Socket socket, SendPacketsElement[] elements, TransmitFileOptions flags, Action? action = null)
    {
        TaskCompletionSource<string?> thread = new(TaskCreationOptions.RunContinuationsAsynchronously);
        PacketElement[] converted = [.. elements.Select(element => (PacketElement)element)];
        ValueTask<long> send = Transmitter.SendPacketsAsync(socket, converted, new SendPacketsOptions { Flags = flags });
        Assert.False(send.IsCompleted);
        ConfiguredValueTaskAwaitable<long>.ConfiguredValueTaskAwaiter awaiter = send.ConfigureAwait(false).GetAwaiter();
        awaiter.UnsafeOnCompleted(() =>
        {
            awaiter.GetResult();
            action?.Invoke();
            thread.SetResult(Thread.CurrentThread.Name);
        });
        return thread.Task;
    }
}
