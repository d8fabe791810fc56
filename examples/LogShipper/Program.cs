using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using LogShipper;

using CancellationTokenSource stop = new();
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
try
{
    switch (args)
    {
        case ["ship", string log, string host, string port, string state]:
            await new Shipper(log, state, host, int.Parse(port, CultureInfo.InvariantCulture)).RunAsync(stop.Token);
            return 0;
        case ["receive", string address, string file]:
            await Receiver.RunAsync(IPEndPoint.Parse(address), file, stop.Token);
            return 0;
        default:
            Console.Error.WriteLine("usage: LogShipper ship LOG HOST PORT STATE | LogShipper receive ADDRESS:PORT FILE");
            return 2;
    }
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 0;
}
catch (Exception failure) when (failure is IOException or InvalidDataException or UnauthorizedAccessException or SocketException or FormatException)
{
    Console.Error.WriteLine($"LogShipper: {failure.Message}");
    return 1;
}

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    _ = stop.CancelAsync();
}
