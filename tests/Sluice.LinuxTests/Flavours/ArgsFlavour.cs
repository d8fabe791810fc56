using System.Net.Sockets;

namespace Sluice.LinuxTests.Flavours;

/// <summary>The event pattern on the stock args.</summary>
public sealed class ArgsFlavour(TransmitterBackend backend) : SendFlavour(backend)
{
    public override bool ThrowsFileErrorsFromCall => true;

    public override Task<SendReport> Begin(Socket socket, SendPacketsElement?[] elements, TransmitFileOptions flags = default, int sendSize = 0)
    {
        TaskCompletionSource<SendReport> completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        SocketAsyncEventArgs args = new() { SendPacketsElements = elements!, SendPacketsFlags = flags, SendPacketsSendSize = sendSize };
        args.Completed += (sender, completedArgs) =>
        {
            Assert.Same(args, completedArgs);
            completed.SetResult(Report(isPending: true));
        };
        return Transmitter.SendPacketsAsync(socket, args) ? completed.Task : Task.FromResult(Report(isPending: false));

        SendReport Report(bool isPending)
        {
            Assert.Equal(SocketAsyncOperation.SendPackets, args.LastOperation);
            long bytes = Transmitter.GetBytesTransferred(args);
            Assert.Equal((int)Math.Min(bytes, int.MaxValue), args.BytesTransferred);
            SendReport report = new(bytes, args.SocketError, Transmitter.GetException(args), isPending);
            args.Dispose();
            return report;
        }
    }

    public override Task<string?> ThreadOfCompletion(Socket socket, SendPacketsElement[] elements, TransmitFileOptions flags, Action? action = null)
    {
        TaskCompletionSource<string?> thread = new(TaskCreationOptions.RunContinuationsAsynchronously);
        SocketAsyncEventArgs args = new() { SendPacketsElements = elements, SendPacketsFlags = flags };
        args.Completed += (_, _) =>
        {
            action?.Invoke();
            thread.SetResult(Thread.CurrentThread.Name);
            args.Dispose();
        };
        Assert.True(Transmitter.SendPacketsAsync(socket, args));
        return thread.Task;
    }
}
