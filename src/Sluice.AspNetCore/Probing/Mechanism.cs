using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Sluice.AspNetCore.Probing;

/// <summary>
/// Looks, once in an application, whether this Kestrel does what sending files rests on: a server of it, in memory, gets two requests over one connection, and
/// what it puts out must be two headers, each followed by the file range and the bytes after it, and nothing else.
/// </summary>
internal sealed partial class Mechanism(ILogger<Mechanism> logger)
{
    private const string Request = "GET / HTTP/1.1\r\nHost: probe\r\n\r\n";

    // It takes milliseconds. A Kestrel that hangs must not keep the application from starting.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private Task<bool>? _isUsable;

    /// <summary>Looks for what is wrong. Another one is for tests.</summary>
    internal Func<Task<string?>> Find { get; init; } = FindFaultAsync;

    /// <summary>Whether it does. Looks the first time only, and then logs a warning where it does not.</summary>
    public Task<bool> IsUsableAsync()
    {
        lock (_gate)
            return _isUsable ??= LookAsync();
    }

    /// <summary>What is wrong, or null.</summary>
    internal static async Task<string?> FindFaultAsync()
    {
        try
        {
            ProbeConnection connection = new(Request + Request);
            ProbeApplication application = new(connection.Output);
            await RunAsync(connection, application).ConfigureAwait(false);
            return FindFault(connection, application);
        }
        catch (Exception failure)
        {
            return failure.Message;
        }
    }

    private async Task<bool> LookAsync()
    {
        string? fault = await Find().ConfigureAwait(false);
        if (fault is not null)
            LogUnusable(logger, fault);
        return fault is null;
    }

    private static async Task RunAsync(ProbeConnection connection, ProbeApplication application)
    {
        KestrelServerOptions options = new();
        options.Listen(new IPEndPoint(IPAddress.Loopback, 0), listen => listen.Protocols = HttpProtocols.Http1);
        using KestrelServer server = new(Options.Create(options), new ProbeListener(connection), NullLoggerFactory.Instance);
        using CancellationTokenSource limit = new(Limit);
        await server.StartAsync(application, limit.Token).ConfigureAwait(false);
        try
        {
            await connection.Ended.WaitAsync(limit.Token).ConfigureAwait(false);
        }
        finally
        {
            await server.StopAsync(limit.Token).ConfigureAwait(false);
        }
    }

    private static string? FindFault(ProbeConnection connection, ProbeApplication application)
    {
        PacketElement range = PacketElement.FromFile(ProbeApplication.File, 0, ProbeApplication.RangeBytes);
        if (application.Taken != 2 || connection.Sender.IsAborted)
            return $"of 2 files {application.Taken} were taken";
        if (connection.Sender.Elements.Count(element => element == range) != 2 || connection.Sender.Elements.Count != 6)
            return $"{connection.Sender.Elements.Count} pieces were sent in place of 6";
        string[] responses = connection.WrittenText.Split(ProbeApplication.Trailer);
        return responses.Length == 3 && responses[2].Length == 0 && IsHeader(responses[0]) && IsHeader(responses[1])
            ? null
            : "something else than headers was sent beside the files";
    }

    private static bool IsHeader(string text) =>
        text.StartsWith("HTTP/1.1 200 OK\r\n", StringComparison.Ordinal)
        && text.Contains($"\r\nContent-Length: {ProbeApplication.RangeBytes + ProbeApplication.Trailer.Length}\r\n", StringComparison.Ordinal)
        && !text.Contains("chunked", StringComparison.OrdinalIgnoreCase)
        && text.EndsWith("\r\n\r\n", StringComparison.Ordinal)
        && text.IndexOf("\r\n\r\n", StringComparison.Ordinal) == text.Length - 4;

    [LoggerMessage(1, LogLevel.Warning, "This Kestrel does not work as sending files by sendfile needs it ({Fault}): files are sent by copying, as ever.")]
    private static partial void LogUnusable(ILogger logger, string fault);
}
