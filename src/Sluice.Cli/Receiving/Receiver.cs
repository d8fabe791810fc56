using System.Net;
using System.Net.Sockets;
using Sluice.Cli.Commands;
using Sluice.Cli.Endpoints;
using Sluice.Cli.Output;

namespace Sluice.Cli.Receiving;

/// <summary>
/// Takes connections until it is cancelled, or one where it is asked for one. They are read side by side, except where all go into one file:
/// then one after the other, in the order of their arrival.
/// </summary>
internal sealed class Receiver(Listener listener, Stream? copy, TextWriter output, TextWriter error)
{
    private readonly List<Task> _running = [];
    private int _connections;
    private long _bytes;

    public async Task RunAsync(bool once, CancellationToken cancellationToken)
    {
        await output.WriteLineAsync($"listening on {listener.Address}");
        try
        {
            do
            {
                Socket socket = await listener.AcceptAsync(cancellationToken);
                Task connection = ReceiveAsync(socket, ++_connections, rethrow: once, cancellationToken);
                if (once || copy is not null)
                    await connection;
                else
                    await TrackAsync(connection);
            }
            while (!once);
        }
        catch (OperationCanceledException)
        {
            // Each ends by the same token; their counts belong to the total.
            await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw CommandException.Interrupted($"{Format.Number(_connections)} {(_connections == 1 ? "connection" : "connections")}, {Format.Bytes(_bytes)} received");
        }
    }

    private async Task TrackAsync(Task connection)
    {
        _running.Add(connection);
        foreach (Task ended in _running.FindAll(static task => task.IsCompleted))
        {
            _running.Remove(ended);
            await ended;
        }
    }

    private async Task ReceiveAsync(Socket socket, int number, bool rethrow, CancellationToken cancellationToken)
    {
        using Reception reception = new();
        string peer = socket.RemoteEndPoint is IPEndPoint address ? $"{number} from {address}" : $"{number}";
        try
        {
            using (socket)
                await reception.ReadToEndAsync(socket, copy, cancellationToken);
            await output.WriteLineAsync(
                $"connection {peer}: {Format.Bytes(reception.Bytes)} in {Format.Duration(reception.Elapsed)} "
                + $"({Format.Rate(reception.Bytes, reception.Elapsed)}), SHA-256 {reception.Sha256}");
        }
        catch (SocketException cause)
        {
            string message = $"connection {peer} broke after {Format.Bytes(reception.Bytes)}: {cause.Message}. What came is not complete; send it again.";
            if (rethrow)
                throw new CommandException(ExitCode.Network, message, cause);
            await error.WriteLineAsync($"sluice: {message}");
        }
        finally
        {
            Interlocked.Add(ref _bytes, reception.Bytes);
        }
    }
}
