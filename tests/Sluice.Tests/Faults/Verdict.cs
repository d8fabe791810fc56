using System.Net.Sockets;

namespace Sluice.Tests.Faults;

/// <summary>How a send may end that met a trouble.</summary>
/// <param name="MayBeWhole">Whether it may arrive whole.</param>
/// <param name="Thrown">The exception of its call, nothing of it sent; null where none is right.</param>
/// <param name="Socket">The error of the socket; null where none is right.</param>
/// <param name="OfFile">Whether it may end by an error of its file.</param>
internal readonly record struct Verdict(bool MayBeWhole, Type? Thrown = null, SocketError? Socket = null, bool OfFile = false)
{
    /// <summary>It has to arrive whole.</summary>
    public static Verdict Whole => new(MayBeWhole: true);

    public bool MustBeWhole => MayBeWhole && Thrown is null && Socket is null && !OfFile;

    public static Verdict EndsBy(SocketError error) => new(MayBeWhole: false, Socket: error);

    /// <summary>Whether a failure is the one that it should be.</summary>
    public bool Allows(Exception failure) => failure switch
    {
        SendPacketsException { SocketErrorCode: SocketError.SocketError, InnerException: IOException } when OfFile => true,
        SendPacketsException { InnerException: null } socket when Socket is { } error => socket.SocketErrorCode == error,
        // The folder of a file that is not there is looked for to tell the two apart, and the folders of the simulated kernel are nowhere else.
        FileNotFoundException or DirectoryNotFoundException => Thrown == typeof(FileNotFoundException) || Thrown == typeof(DirectoryNotFoundException),
        _ => failure.GetType() == Thrown,
    };

    public override string ToString() =>
        string.Join(" or ", new[] { MayBeWhole ? "whole" : null, Thrown?.Name, Socket?.ToString(), OfFile ? "an error of the file" : null }.Where(part => part is not null));
}
