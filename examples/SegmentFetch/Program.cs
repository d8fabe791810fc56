using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using SegmentFetch;

using CancellationTokenSource stop = new();
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
try
{
    switch (args)
    {
        case ["seal", string file, string folder, string number]:
            await new Segment(folder, Number(number)).SealAsync(file, stop.Token);
            return 0;
        case ["serve", string folder, string address]:
            await using (SegmentServer server = new(folder))
                await server.RunAsync(IPEndPoint.Parse(address), stop.Token);
            return 0;
        case ["fetch", string host, string port, string number, string file]:
            using (SegmentClient client = await SegmentClient.ConnectAsync(host, (int)Number(port), stop.Token))
                Console.WriteLine($"fetched {await client.FetchAsync(Number(number), file, stop.Token)} bytes, all checked");
            return 0;
        default:
            Console.Error.WriteLine("usage: SegmentFetch seal FILE FOLDER SEGMENT | serve FOLDER ADDRESS:PORT | fetch HOST PORT SEGMENT FILE");
            return 2;
    }
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 0;
}
catch (Exception failure) when (failure is IOException or InvalidDataException or UnauthorizedAccessException or SocketException or FormatException)
{
    Console.Error.WriteLine($"SegmentFetch: {failure.Message}");
    return 1;
}

static ulong Number(string text) => ulong.Parse(text, CultureInfo.InvariantCulture);

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    _ = stop.CancelAsync();
}
