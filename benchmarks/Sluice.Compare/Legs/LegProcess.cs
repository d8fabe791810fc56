using System.Globalization;
using System.Text.Json;
using Sluice.Compare.Calls;
using Sluice.Compare.Workloads;

namespace Sluice.Compare.Legs;

/// <summary>Runs a leg and its receiver as processes of their own, and compares what the one sent with what the other got.</summary>
internal sealed class LegProcess(NativePrograms? native)
{
    // The C peer's buffers, as measured best: in the cache for many small files, fewer and larger calls for a large one.
    private const int ManyFilesChunk = 64 * 1024;
    private const int LargeFileChunk = 256 * 1024;

    public async Task<LegResult> RunAsync(LegSettings settings, CancellationToken cancellationToken)
    {
        bool isDatagrams = settings.Workload.IsDatagrams;
        using ChildProcess receiver = ChildProcess.Receiver(native, JobOfReceiver(settings.Workload));
        string port = await receiver.ReadLineAsync(cancellationToken).ConfigureAwait(false);

        using ICallCounter? counter = CallCounting.Create(settings.Counting);
        settings = settings with { CounterFolder = counter?.Folder };
        using ChildProcess leg = settings.Peer.IsNative
            ? new ChildProcess(isDatagrams ? native!.DatagramSender : native!.Sender, isDatagrams ? DatagramArguments(settings, port) : NativeArguments(settings, port))
            : ChildProcess.Self(ManagedArguments(settings, port));
        counter?.Attach(leg.Id, cancellationToken);
        string line = await leg.ReadLineAsync(cancellationToken).ConfigureAwait(false);
        LegResult result = JsonSerializer.Deserialize(line, LegJson.Default.LegResult)!;
        if (counter is not null && result.Succeeded)
            result = result with { SystemCalls = await counter.CountAsync().ConfigureAwait(false) };
        await leg.WaitForExitAsync(cancellationToken).ConfigureAwait(false);

        receiver.CloseInput();
        long received = long.Parse(await receiver.ReadLineAsync(cancellationToken).ConfigureAwait(false), CultureInfo.InvariantCulture);
        await receiver.WaitForExitAsync(cancellationToken).ConfigureAwait(false);

        // A receiver that is too slow loses datagrams, whoever sends them.
        return received == result.TotalBytes || !result.Succeeded || (isDatagrams && received > 0 && received < result.TotalBytes)
            ? result
            : throw new InvalidOperationException($"{settings.Peer.Name} says that it sent {result.TotalBytes} bytes; {received} arrived.");
    }

    private static string[] JobOfReceiver(Workload workload) => workload switch
    {
        { IsDatagrams: true } => [workload.ReceiverJoins ? "udp-gro" : "udp"],
        { Mode: SendMode.Answers } => ["tcp", Text(workload.BytesPerSend)],
        _ => ["tcp", Text(0)],
    };

    private static IEnumerable<string> ManagedArguments(LegSettings settings, string port) =>
    [
        "leg", "--peer", settings.Peer.Name, "--workload", JsonSerializer.Serialize(settings.Workload, LegJson.Default.Workload),
        "--connect", port, "--folder", settings.Folder, "--warm-up", Text(settings.WarmUp.TotalSeconds), "--seconds", Text(settings.Window.TotalSeconds),
        "--counting", settings.Counting.ToString(), .. settings.CounterFolder is { } folder ? new[] { "--counter", folder } : [],
    ];

    private static IEnumerable<string> NativeArguments(LegSettings settings, string port)
    {
        Workload workload = settings.Workload;
        return
        [
            settings.Peer.NativeVariant, workload.Mode == SendMode.Answers ? "answers" : "flood", settings.CounterFolder ?? "-",
            Text(settings.Peer.NativeThreads), port, Text(workload.Connections), Text(settings.WarmUp.TotalMilliseconds), Text(settings.Window.TotalMilliseconds),
            Text(workload.HeaderBytes), Text(workload.Buffers), Text(workload.BufferBytes), Text(workload.FilesPerSend),
            workload.ByPath ? "path" : "handle", Text(workload.FileBytes > LargeFileChunk ? LargeFileChunk : ManyFilesChunk),
            .. WorkloadFolder.Paths(settings.Folder, workload),
        ];
    }

    private static IEnumerable<string> DatagramArguments(LegSettings settings, string port) =>
    [
        settings.Peer.NativeVariant, settings.CounterFolder ?? "-", port, Text(settings.Workload.Connections), Text(settings.WarmUp.TotalMilliseconds), Text(settings.Window.TotalMilliseconds), Text(settings.Workload.Buffers),
        Text(settings.Workload.BufferBytes),
    ];

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
