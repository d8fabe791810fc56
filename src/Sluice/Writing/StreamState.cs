using System.Net.Security;
using Sluice.Operations;

namespace Sluice.Writing;

/// <summary>What keeps a stream from being sent over, found out by the call.</summary>
internal static class StreamState
{
    /// <summary>Throws <see cref="ObjectDisposedException"/> for a closed stream, <see cref="NotSupportedException"/> for one that cannot be written to.</summary>
    public static void ThrowIfUnusable(Stream stream)
    {
        if (stream is SslStream secure)
            ThrowIfUnauthenticated(secure);
        if (stream.CanWrite)
            return;

        // A closed stream can do nothing at all, and says so; one that is open for something else is refused for that.
        ObjectDisposedException.ThrowIf(!stream.CanRead && !stream.CanSeek, stream);
        throw new NotSupportedException("The stream cannot be written to: open it for writing.");
    }

    /// <summary>Throws for what only the end of a socket can be asked for.</summary>
    public static void ThrowIfNoStreamCan(in SendSettings settings)
    {
        if (settings.Disconnects || settings.ReusesSocket)
        {
            throw new NotSupportedException(
                "A stream cannot be disconnected by a send: leave Disconnect and ReuseSocket away and close the stream, or send on its socket.");
        }

        if (settings.WritesBehind)
        {
            throw new NotSupportedException(
                "WriteBehind is not supported on a stream, for the failure of a later write would reach nobody: leave it away and do not await the send at once, or send on the socket.");
        }
    }

    // Neither closed nor ready looks like anything else by CanWrite. What can be asked only of an authenticated stream tells them apart.
    private static void ThrowIfUnauthenticated(SslStream stream)
    {
        try
        {
            _ = stream.SslProtocol;
        }
        catch (ObjectDisposedException)
        {
            throw;
        }
        catch (Exception cause)
        {
            throw new NotSupportedException("The stream is not authenticated: await its handshake before the send.", cause);
        }
    }
}
