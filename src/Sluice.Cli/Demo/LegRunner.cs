using System.Diagnostics;
using System.Net.Sockets;
using Sluice.Cli.Endpoints;

namespace Sluice.Cli.Demo;

/// <summary>
/// The sending process of a leg. It makes two connections: one that warms everything up (code, pages, whatever a way of sending starts
/// when it first has to wait), and one that is measured.
/// </summary>
internal sealed class LegRunner(Way way, Endpoint endpoint, SendPacketsElement[] elements)
{
    // So little that a send has to wait; and then, for each segment waits for an acknowledgement, as much as the system allows.
    private const int SlowSendBuffer = 4096;
    private const int FastSendBuffer = 1 << 20;

    // Two segments of the loopback: the second one waits for the first.
    private const int MoreThanFits = 128 * 1024;

    public async Task<LegReport> RunAsync(int warmups, int sends, CancellationToken cancellationToken)
    {
        using (Socket warm = await endpoint.ConnectAsync(cancellationToken))
        {
            warm.SendBufferSize = SlowSendBuffer;
            await SendAsync(warm, [new SendPacketsElement(new byte[MoreThanFits])], 1, cancellationToken);
            warm.SendBufferSize = FastSendBuffer;
            await SendAsync(warm, elements, warmups, cancellationToken);
            warm.Shutdown(SocketShutdown.Send);
        }

        using Socket socket = await endpoint.ConnectAsync(cancellationToken);
        LegReport report = await MeasureAsync(socket, sends, cancellationToken);
        socket.Shutdown(SocketShutdown.Send);
        return report;
    }

    private async Task<LegReport> MeasureAsync(Socket socket, int sends, CancellationToken cancellationToken)
    {
        int? descriptors = CountDescriptors();
        TraceMarks.Set(TraceMarks.Begin);
        TimeSpan processor = ProcessorTime();
        long start = Stopwatch.GetTimestamp();
        long sent = await SendAsync(socket, elements, sends, cancellationToken);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        processor = ProcessorTime() - processor;
        TraceMarks.Set(TraceMarks.End);

        return new LegReport
        {
            ReportedBytes = sent,
            Elapsed = elapsed,
            Processor = processor,
            DescriptorsLeftOpen = CountDescriptors() - descriptors,
        };
    }

    private async Task<long> SendAsync(Socket socket, SendPacketsElement[] list, int times, CancellationToken cancellationToken)
    {
        using ISender sender = way == Way.Sluice ? new SluiceSender(socket, list) : new StockSender(socket, list);
        long sent = 0;
        for (int i = 0; i < times; i++)
            sent += await sender.SendAsync(cancellationToken);
        return sent;
    }

    private static int? CountDescriptors() =>
        OperatingSystem.IsLinux() ? Directory.EnumerateFileSystemEntries("/proc/self/fd").Count() : null;

    private static TimeSpan ProcessorTime()
    {
        if (OperatingSystem.IsBrowser() || OperatingSystem.IsIOS() || OperatingSystem.IsTvOS())
            return TimeSpan.Zero;
        return Environment.CpuUsage.TotalTime;
    }
}
