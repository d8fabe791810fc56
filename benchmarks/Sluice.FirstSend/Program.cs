using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Sluice.FirstSend;

// What the first send of a process costs: prints the microseconds from just before it to its completion, those of the second send, and the processor time of
// the process in the first, also in microseconds, which a busy machine does not stretch.
// usage: Sluice.FirstSend plain|sluice|sluice-args|stock PORT FILE
if (args is not [var way, var port, var path])
{
    Console.Error.WriteLine("usage: Sluice.FirstSend plain|sluice|sluice-args|stock PORT FILE");
    return 2;
}

byte[] header = new byte[200];
using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
socket.NoDelay = true;
socket.Connect(IPAddress.Loopback, int.Parse(port, CultureInfo.InvariantCulture));

long[] times = new long[3];
TimeSpan[] busy = new TimeSpan[3];
busy[0] = Environment.CpuUsage.TotalTime;
for (int i = 0; i < times.Length - 1; i++)
{
    times[i] = Stopwatch.GetTimestamp();
    await (way switch
    {
        "plain" => FirstSends.PlainAsync(socket, header, path),
        "sluice" => FirstSends.SluiceAsync(socket, header, path),
        "sluice-args" => FirstSends.SluiceArgsAsync(socket, header, path),
        "stock" => FirstSends.StockAsync(socket, header, path),
        _ => throw new ArgumentException($"There is no way '{way}' to send."),
    });
    times[i + 1] = Stopwatch.GetTimestamp();
    busy[i + 1] = Environment.CpuUsage.TotalTime;
}

Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"{Stopwatch.GetElapsedTime(times[0], times[1]).TotalMicroseconds:F1} {Stopwatch.GetElapsedTime(times[1], times[2]).TotalMicroseconds:F1} {(busy[1] - busy[0]).TotalMicroseconds:F0}"));
return 0;
