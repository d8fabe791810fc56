using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sluice.Soak.Content;

namespace Sluice.Soak.Lanes;

/// <summary>Sends over streams: TLS, and one that buffers.</summary>
internal sealed class WritingLane(string name, int seed, SoakContext context) : Lane(name, seed, context)
{
    private static readonly X509Certificate2 Certificate = CreateCertificate();

    protected override async Task ServeAsync()
    {
        bool isSecure = Random.Next(3) > 0;
        Enter(isSecure ? "tls" : "buffered stream");
        SoakTransmitter transmitter = Context.Transmitters.Any(Random);
        using SocketPair pair = await SocketPair.ConnectAsync("tcp4", Random).ConfigureAwait(false);
        Stream to = new NetworkStream(pair.Sender), from = new NetworkStream(pair.Receiver);
        if (isSecure)
        {
            SslStream client = new(to, leaveInnerStreamOpen: false, static (_, presented, _, _) => Certificate.Equals(presented)), server = new(from);
            Task accepting = server.AuthenticateAsServerAsync(Certificate);
            await client.AuthenticateAsClientAsync("localhost").WaitAsync(Bounds.Wait).ConfigureAwait(false);
            await accepting.WaitAsync(Bounds.Wait).ConfigureAwait(false);
            (to, from) = (client, server);
        }
        else
        {
            to = new BufferedStream(to, 10_000);
        }

        try
        {
            await ServeAsync(transmitter, pair, to, from).ConfigureAwait(false);
        }
        finally
        {
            await CloseAsync(to).ConfigureAwait(false);
            await CloseAsync(from).ConfigureAwait(false);
        }
    }

    private async Task ServeAsync(SoakTransmitter transmitter, SocketPair pair, Stream to, Stream from)
    {
        Peer peer = new(buffer => from.ReadAsync(buffer), new Random(Random.Next()));
        peer.Start();
        for (int left = Random.Next(1, 10); left > 0 && !Context.IsOver; left--)
        {
            if (Random.Next(12) == 0)
            {
                await CancelAsync(transmitter, to, pair, peer).ConfigureAwait(false);
                return;
            }

            SendGroup group = Begin(transmitter, to, 3, default);
            await group.EndAsync().ConfigureAwait(false);
            await group.CheckExactlyAsync(peer, Context.Tally).ConfigureAwait(false);
        }

        await to.DisposeAsync().ConfigureAwait(false);
        pair.Sender.Shutdown(SocketShutdown.Send);
        await peer.EndAsync().ConfigureAwait(false);
        if (peer.Count > 0)
            throw new WrongOutcomeException($"{peer.Count} bytes arrived that nobody sent");
    }

    private static async Task CloseAsync(Stream stream)
    {
        try
        {
            await stream.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            // It still held a part of what was cancelled.
        }
    }

    /// <summary>A stream whose write was cancelled may hold a part of it, and is of no more use.</summary>
    private async Task CancelAsync(SoakTransmitter transmitter, Stream stream, SocketPair pair, Peer peer)
    {
        Enter("cancel of a stream");
        using CancellationTokenSource cancellation = new();
        SendGroup group = Begin(transmitter, stream, 1, cancellation.Token);
        await Task.Delay(Random.Next(5)).ConfigureAwait(false);
        await cancellation.CancelAsync().ConfigureAwait(false);
        await group.EndAsync("Cancelled").ConfigureAwait(false);
        pair.Sender.Dispose();
        await peer.EndAsync().ConfigureAwait(false);
        group.CheckPrefix(peer, Context.Tally);
    }

    private SendGroup Begin(SoakTransmitter transmitter, Stream stream, int most, CancellationToken cancellation)
    {
        SendGroup group = new();
        for (int left = Random.Next(1, most + 1); left > 0; left--)
        {
            Parcel parcel = Parcels.Make(Random.Next(8) == 0 ? 2_000_000 : 200_000);
            group.Add(parcel, Sender.SendAsync(transmitter.Transmitter, stream, parcel, AnyOptions(), cancellation));
        }

        return group;
    }

    private static X509Certificate2 CreateCertificate()
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
