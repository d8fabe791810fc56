using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Sluice.Cli.Serving;

/// <summary>Writes a line of JSON for each request, when it has ended.</summary>
internal sealed class AccessLog(TextWriter output)
{
    private readonly Lock _gate = new();

    public async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        long start = Stopwatch.GetTimestamp();
        string target = context.Request.Path + context.Request.QueryString.Value;
        try
        {
            await next(context);
        }
        finally
        {
            Write(context, target, Stopwatch.GetElapsedTime(start));
        }
    }

    private void Write(HttpContext context, string target, TimeSpan elapsed)
    {
        ArrayBufferWriter<byte> line = new();
        using (Utf8JsonWriter json = new(line))
        {
            json.WriteStartObject();
            json.WriteString("time", DateTimeOffset.UtcNow);
            json.WriteString("remote", context.Connection.RemoteIpAddress?.ToString());
            json.WriteString("method", context.Request.Method);
            json.WriteString("target", target);
            json.WriteString("protocol", context.Request.Protocol);
            json.WriteNumber("status", context.Response.StatusCode);
            if (context.Response.ContentLength is { } bytes)
                json.WriteNumber("bytes", bytes);
            json.WriteBoolean("aborted", context.RequestAborted.IsCancellationRequested);
            json.WriteNumber("milliseconds", Math.Round(elapsed.TotalMilliseconds, 3));
            json.WriteEndObject();
        }

        string text = Encoding.UTF8.GetString(line.WrittenSpan);
        lock (_gate)
            output.WriteLine(text);
    }
}
