// MediaSender FILE HOST PORT BITS-PER-SECOND: sends an MPEG transport stream by RTP over UDP, at its own pace.
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using MediaSender;
using Microsoft.Win32.SafeHandles;
using Sluice;

if (args is not [string path, string host, string port, string rate] || !File.Exists(path) || !long.TryParse(rate, CultureInfo.InvariantCulture, out long bits) || bits < 8)
{
    Console.Error.WriteLine("usage: MediaSender FILE HOST PORT BITS-PER-SECOND");
    return 2;
}

using CancellationTokenSource stop = new();
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
long bytesPerSecond = bits / 8;
using SafeFileHandle file = File.OpenHandle(path);
RtpStream stream = new(RandomAccess.GetLength(file), bytesPerSecond);
using Socket socket = new(SocketType.Dgram, ProtocolType.Udp);
await socket.ConnectAsync(host, int.Parse(port, CultureInfo.InvariantCulture));
Console.WriteLine($"sending {stream.Datagrams} datagrams to {socket.RemoteEndPoint}");

// The pace is that of a transmitter, which holds it from one send to the next. It counts all bytes of a datagram, those of the header too.
await using Transmitter transmitter = new(new TransmitterOptions { MaxBytesPerSecond = bytesPerSecond * RtpStream.DatagramBytes / RtpStream.PayloadBytes });

// Headers and ranges of the file in turn, cut where they fill a datagram. Only the last one is shorter.
SendPacketsOptions cut = new() { SendSize = RtpStream.DatagramBytes };
const int Batch = 64;
PacketElement[] elements = new PacketElement[2 * Batch];
byte[] headers = new byte[RtpStream.HeaderBytes * Batch];
Stopwatch watch = Stopwatch.StartNew();
long sent = 0;
int refusals = 0;
while (sent < stream.Datagrams && !stop.IsCancellationRequested)
{
    int count = (int)Math.Min(Batch, stream.Datagrams - sent);
    for (int i = 0; i < count; i++)
    {
        Memory<byte> header = headers.AsMemory(i * RtpStream.HeaderBytes, RtpStream.HeaderBytes);
        stream.WriteHeader(sent + i, header.Span);
        elements[2 * i] = header;
        elements[2 * i + 1] = PacketElement.FromFile(file, RtpStream.OffsetOf(sent + i), stream.PayloadOf(sent + i));
    }

    try
    {
        await transmitter.SendPacketsAsync(socket, elements.AsSpan(0, 2 * count), cut, stop.Token);
        sent += count;
    }
    catch (SendPacketsException failure) when (failure.SocketErrorCode == SocketError.ConnectionRefused)
    {
        // Nobody listened to a datagram before. Whoever comes later shall have the rest: on with the datagram that met the news.
        sent += failure.BytesTransferred / RtpStream.DatagramBytes;
        refusals++;
    }
    catch (SendPacketsCanceledException canceled)
    {
        sent += canceled.BytesTransferred / RtpStream.DatagramBytes;
    }
    catch (SocketException failure)
    {
        Console.Error.WriteLine($"MediaSender: {failure.Message}");
        return 1;
    }
}

Console.WriteLine($"sent {sent} datagrams in {watch.Elapsed.TotalSeconds:0.0} s; {refusals} times nobody listened");
return 0;

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    _ = stop.CancelAsync();
}
