using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Sluice.Cli.Commands;
using Sluice.Cli.Endpoints;
using Sluice.Cli.Output;

namespace Sluice.Cli.Receiving;

/// <summary>
/// Takes connections until it is cancelled, or one where it is asked for one. They are read side by side, except where all go into one file:
/// then one after the other, in the order of their arrival.
/// </summary>
internal sealed class Receiver(Listener listener, ReceiveSettings settings, Reporter reporter, TextWriter error)
{
    private readonly List<Task> _running = [];
    private int _connections;
    private long _bytes;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        reporter.Write(new ListeningReport(listener.Address));
        try
        {
            do
            {
                Socket socket = await listener.AcceptAsync(cancellationToken);
                Task connection = ReceiveAsync(socket, ++_connections, cancellationToken);
                if (settings.Once || settings.Copy is not null)
                    await connection;
                else
                    await TrackAsync(connection);
            }
            while (!settings.Once);
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

    private async Task ReceiveAsync(Socket socket, int number, CancellationToken cancellationToken)
    {
        using Reception reception = new();
        string? sender = (socket.RemoteEndPoint as IPEndPoint)?.ToString();
        bool isWhole = false;
        try
        {
            using (socket)
            {
                await using Stream source = await OpenAsync(socket, cancellationToken);
                await reception.ReadToEndAsync(source, settings.Copy, cancellationToken);
            }

            ConnectionReport report = new() { Connection = number, From = sender, Bytes = reception.Bytes, Elapsed = reception.Elapsed, Sha256 = reception.Sha256 };
            isWhole = settings.IsExpected(report.Sha256);
            if (isWhole)
                settings.Copy?.Keep();
            reporter.Write(report);
            if (!isWhole)
                throw CommandException.Unexpected(report.Bytes, report.Sha256, settings.ExpectedSha256!);
        }
        catch (BrokenConnectionException cause)
        {
            string message = $"connection {number}{(sender is null ? "" : $" from {sender}")} broke after {Format.Bytes(reception.Bytes)}: {cause.Message.TrimEnd('.')}. "
                + "What came is not complete; send it again.";
            if (settings.Once)
                throw new CommandException(ExitCode.Network, message, cause);
            await error.WriteLineAsync($"sluice: {OneLine.Of(message)}");
        }
        finally
        {
            if (!isWhole)
                settings.Copy?.Drop();
            Interlocked.Add(ref _bytes, reception.Bytes);
        }
    }

    private async Task<Stream> OpenAsync(Socket socket, CancellationToken cancellationToken)
    {
        NetworkStream plain = new(socket);
        if (settings.Certificate is null)
            return plain;
        SslStream secure = new(plain);
        try
        {
            await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = settings.Certificate }, cancellationToken);
            return secure;
        }
        catch (Exception cause) when (cause is AuthenticationException or IOException)
        {
            await secure.DisposeAsync();
            throw new BrokenConnectionException($"the TLS handshake failed: {(cause.InnerException ?? cause).Message}", cause);
        }
    }
}
