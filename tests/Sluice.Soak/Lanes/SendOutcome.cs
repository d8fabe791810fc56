using System.Net.Sockets;

namespace Sluice.Soak.Lanes;

/// <summary>What a send came to.</summary>
/// <param name="Bytes">Its count.</param>
/// <param name="Error">Its error, in words that can be counted; null for success.</param>
internal readonly record struct SendOutcome(long Bytes, string? Error)
{
    public static SendOutcome Of(SocketError error, long bytes) => new(bytes, error == SocketError.Success ? null : error.ToString());
}
