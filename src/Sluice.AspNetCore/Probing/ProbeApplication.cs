using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Win32.SafeHandles;
using Sluice.AspNetCore.Responses;
using Sluice.AspNetCore.Transport;

namespace Sluice.AspNetCore.Probing;

/// <summary>Answers every request with a range of a file that nobody reads, and a few bytes after it.</summary>
internal sealed class ProbeApplication(ConnectionOutput output) : IHttpApplication<IFeatureCollection>
{
    public const int RangeBytes = 100_000;

    public const string Trailer = "end of probe";

    /// <summary>Stands for a file: nothing opens or reads it.</summary>
    public static SafeFileHandle File { get; } = new();

    /// <summary>How many ranges Kestrel took as they should be taken.</summary>
    public int Taken { get; private set; }

    public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

    public async Task ProcessRequestAsync(IFeatureCollection context)
    {
        IHttpResponseBodyFeature body = context.GetRequiredFeature<IHttpResponseBodyFeature>();
        context.GetRequiredFeature<IHttpResponseFeature>().Headers.ContentLength = RangeBytes + Trailer.Length;
        await body.StartAsync();
        if (PieceWriter.TryWrite(output, body.Writer, new ArmedFile(File, 0, RangeBytes), CancellationToken.None) is not { } write)
            return;
        FlushResult result = await write;
        if (!result.IsCompleted)
            Taken++;
        await body.Writer.WriteAsync(Encoding.ASCII.GetBytes(Trailer));
    }

    public void DisposeContext(IFeatureCollection context, Exception? exception)
    {
    }
}
