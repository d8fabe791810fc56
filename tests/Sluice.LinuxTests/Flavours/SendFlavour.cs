using System.Net.Sockets;

namespace Sluice.LinuxTests.Flavours;

/// <summary>
/// One way to ask for a send: a pattern of the API on a backend. What the contract has thrown by the call is thrown by
/// <see cref="Begin"/> itself, everything else is in the report.
/// </summary>
public abstract class SendFlavour(TransmitterBackend backend)
{
    public Transmitter Transmitter { get; private set; } = new(new TransmitterOptions { Backend = backend });

    public TransmitterBackend Backend { get; } = backend;

    /// <summary>Whether errors of opening a file are thrown by the call (the event pattern) or come through the task.</summary>
    public abstract bool ThrowsFileErrorsFromCall { get; }

    public abstract Task<SendReport> Begin(Socket socket, SendPacketsElement?[] elements, TransmitFileOptions flags = default, int sendSize = 0);

    /// <summary>The name of the thread on which a send that is pending completes, having done there what it is given.</summary>
    public abstract Task<string?> ThreadOfCompletion(Socket socket, SendPacketsElement[] elements, TransmitFileOptions flags, Action? action = null);
    /// <summary>Goes on with a transmitter of other options.</summary>
    public async Task UseAsync(TransmitterOptions options)
    {
        Assert.Equal(Backend, options.Backend);
        await Transmitter.DisposeAsync();
        Transmitter = new Transmitter(options);
    }

    /// <summary>The exception of a send that fails on a file, wherever this flavour has it.</summary>
    public async Task<Exception?> FileErrorOf(Socket socket, params SendPacketsElement?[] elements)
    {
        try
        {
            Task<SendReport> send = Begin(socket, elements);
            Assert.False(ThrowsFileErrorsFromCall, "the call should have thrown");
            return (await send.Within()).Failure;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException && ThrowsFileErrorsFromCall)
        {
            return fault;
        }
    }
}
