using System.Diagnostics;
using System.Net.Sockets;
using Sluice.Cli.Endpoints;
using Sluice.Cli.Receiving;

namespace Sluice.Cli.Demo;

/// <summary>
/// The sending process of a leg. It warms up (compiles code, reads pages, starts whatever a way of sending starts when it first has to wait), on
/// connections of their own, and then sends what is measured over one more.
/// </summary>
internal sealed class LegRunner(Way way, Endpoint endpoint, SendPacketsElement[] elements)
{
    // More than the buffers of two sockets hold (4 MiB and 6 MiB at most, unless the system was told otherwise).
    private const int MoreThanFits = 16 << 20;

    public async Task<LegReport> RunAsync(int warmups, int sends, CancellationToken cancellationToken)
    {
        await WaitOnceAsync(cancellationToken);
        using (Socket warm = await endpoint.ConnectAsync(cancellationToken))
        {
            await SendAsync(warm, elements, warmups, cancellationToken);
            warm.Shutdown(SocketShutdown.Send);
        }

        using Socket socket = await endpoint.ConnectAsync(cancellationToken);
        LegReport report = await MeasureAsync(socket, sends, cancellationToken);
        socket.Shutdown(SocketShutdown.Send);
        return report;
    }

    /// <summary>A send that has to wait for certain, for nobody reads before it does: its threads and descriptors stay for later sends, and are no leak.</summary>
    private async Task WaitOnceAsync(CancellationToken cancellationToken)
    {
        using Listener listener = await Endpoint.Parse("127.0.0.1:0").ListenAsync(cancellationToken);
        using Socket sending = await Endpoint.Parse(listener.Address).ConnectAsync(cancellationToken);
        using Socket receiving = await listener.AcceptAsync(cancellationToken);
        await using NetworkStream stream = new(receiving);
        using Reception reception = new();

        Task sent = SendAsync(sending, [new SendPacketsElement(new byte[MoreThanFits])], 1, cancellationToken);
        Task received = reception.ReadToEndAsync(stream, copy: null, cancellationToken);
        await sent;
        sending.Shutdown(SocketShutdown.Send);
        await received;
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
        OperatingSystem.IsLinux() ? new DirectoryInfo("/proc/self/fd").EnumerateFileSystemInfos().Count(static link => IsFile(link.LinkTarget)) : null;

    // What the runtime opens for a moment, to look at itself and at its memory limits, is none of a send's.
    private static bool IsFile(string? target) =>
        target is ['/', ..] && !IsBelow(target, "/proc/") && !IsBelow(target, "/sys/") && (!IsBelow(target, "/dev/") || IsBelow(target, "/dev/shm/"));

    private static bool IsBelow(string target, string folder) => target.StartsWith(folder, StringComparison.Ordinal);

    private static TimeSpan ProcessorTime()
    {
        if (OperatingSystem.IsBrowser() || OperatingSystem.IsIOS() || OperatingSystem.IsTvOS())
            return TimeSpan.Zero;
        return Environment.CpuUsage.TotalTime;
    }
}
