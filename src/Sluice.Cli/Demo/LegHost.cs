using System.Net.Sockets;
using Sluice.Cli.Endpoints;
using Sluice.Cli.Receiving;

namespace Sluice.Cli.Demo;

/// <summary>Runs legs: receives in this process what a second process sends.</summary>
internal sealed class LegHost(Listener listener, string folder)
{
    public Task<LegResult> RunAsync(Leg leg, CancellationToken cancellationToken) => RunAsync(leg, [], cancellationToken);

    /// <summary>Runs a leg.</summary>
    /// <param name="leg">What to send.</param>
    /// <param name="tracer">A command line to put before that of the sender; may be empty.</param>
    /// <param name="cancellationToken">Ends both processes' work.</param>
    public async Task<LegResult> RunAsync(Leg leg, IReadOnlyList<string> tracer, CancellationToken cancellationToken)
    {
        // A sender that dies before it connects would be waited for without end.
        using CancellationTokenSource receiving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<Digest> received = ReceiveAsync(receiving.Token);
        try
        {
            IReadOnlyList<string> commandLine = [.. tracer, .. OwnExecutable.CommandLine(), .. leg.ToArguments(listener.Address)];
            LegReport report = await LegProcess.RunAsync(commandLine, folder, cancellationToken);
            return new LegResult(leg, report, await received);
        }
        catch
        {
            await receiving.CancelAsync();
            await ((Task)received).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    /// <summary>Reads the connection of the warm-up to its end, and then the one that counts.</summary>
    private async Task<Digest> ReceiveAsync(CancellationToken cancellationToken)
    {
        await ReceiveOneAsync(cancellationToken);
        return await ReceiveOneAsync(cancellationToken);
    }

    private async Task<Digest> ReceiveOneAsync(CancellationToken cancellationToken)
    {
        using Socket socket = await listener.AcceptAsync(cancellationToken);
        using Reception reception = new();
        await using NetworkStream stream = new(socket);
        await reception.ReadToEndAsync(stream, copy: null, cancellationToken);
        return new Digest(reception.Bytes, reception.Sha256);
    }
}
