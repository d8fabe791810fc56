using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Sluice.Cli.Commands;

namespace Sluice.Cli.Endpoints;

/// <summary>Where to connect to or to listen, as it was typed.</summary>
internal abstract class Endpoint(string text)
{
    private const string UnixScheme = "unix:";

    // The framework takes no more for a name, and says so by an exception of its own kind (RFC 1035, 2.3.4).
    private const int LongestHost = 254;

    private const string Form = "give HOST:PORT, [IPV6]:PORT or unix:PATH, as in localhost:9000, [::1]:9000 or unix:/tmp/a.sock";

    public static Endpoint Parse(string text)
    {
        if (text.StartsWith(UnixScheme, StringComparison.Ordinal))
            return UnixEndpoint.Create(text, text[UnixScheme.Length..]);

        int colon = text.LastIndexOf(':');
        if (colon <= 0)
            throw CommandException.Usage($"'{text}' is not an address: {Form}.");
        string host = text[..colon];
        if (!ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
            throw CommandException.Usage($"'{text}' has no port from 0 to 65535 behind its last colon: {Form}.");
        if (host is ['[', _, .., ']'])
            host = host[1..^1];
        else if (host.AsSpan().ContainsAny(":[]"))
            throw CommandException.Usage($"'{text}' is not an address: an IPv6 address stands in brackets, as in [::1]:9000.");
        return host.Length <= LongestHost
            ? new TcpEndpoint(text, host, port)
            : throw CommandException.Usage($"'{text}' has a host of more than {LongestHost} characters, as no name and no address has: {Form}.");
    }

    /// <summary>Connects. Failures are described for the user.</summary>
    public abstract Task<Socket> ConnectAsync(CancellationToken cancellationToken);

    /// <summary>Binds and listens. Failures are described for the user.</summary>
    public abstract Task<Listener> ListenAsync(CancellationToken cancellationToken);

    /// <summary>The address itself, for a server that binds to it. Failures are described for the user.</summary>
    public abstract Task<EndPoint> ResolveForListeningAsync(CancellationToken cancellationToken);

    public sealed override string ToString() => text;

    protected CommandException CannotConnect(SocketException cause) =>
        new(ExitCode.Network, $"cannot connect to {text}: {Failures.Explain(cause)}.", cause);

    protected CommandException CannotListen(SocketException cause) =>
        new(ExitCode.Network, $"cannot listen on {text}: {Failures.Explain(cause)}.", cause);
}
