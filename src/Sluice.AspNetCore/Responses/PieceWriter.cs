using System.IO.Pipelines;
using Sluice.AspNetCore.Transport;

namespace Sluice.AspNetCore.Responses;

/// <summary>Has Kestrel count the bytes of a file range as written, and the output of the connection send them.</summary>
internal static class PieceWriter
{
    /// <summary>Writes and flushes one range. Null where Kestrel would not put the bytes onto the connection as they are; then nothing has happened.</summary>
    /// <param name="output">The connection's.</param>
    /// <param name="body">Kestrel's own writer of the body, its headers started.</param>
    /// <param name="range">What to send.</param>
    /// <param name="cancellationToken">Kestrel ends the connection on it.</param>
    public static ValueTask<FlushResult>? TryWrite(ConnectionOutput output, PipeWriter body, in ArmedFile range, CancellationToken cancellationToken)
    {
        ValueTask<FlushResult> write;
        bool hasCome;
        output.Writer.Arm(range);
        try
        {
            // Chunks put a prefix before, TLS and a write that is still under way hand out memory of their own: the region would be copied as if it were bytes.
            if (!VirtualRegion.Instance.IsStartOf(body.GetSpan(range.Count)))
                return null;
            write = body.WriteAsync(VirtualRegion.Instance.Memory[..range.Count], cancellationToken);
        }
        catch (InvalidOperationException)
        {
            // More than the Content-Length: what fits of it is for stock to send, and the error for stock to throw.
            return null;
        }
        finally
        {
            hasCome = output.Writer.Disarm();
        }

        // Either the connection is gone, and nothing was written. Or the region itself was, in place of the file: nothing of that may get out.
        if (!hasCome && !(write.IsCompletedSuccessfully && write.Result.IsCompleted))
            output.Abort("A file could not be put into the output of the connection.");
        return write;
    }
}
