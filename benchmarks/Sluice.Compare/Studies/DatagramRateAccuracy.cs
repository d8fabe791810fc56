using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Sluice.Compare.Files;
using Spectre.Console;

namespace Sluice.Compare.Studies;

/// <summary>
/// How well a rate is kept over UDP, and in what bursts, as a receiver sees it: the time of every datagram, stamped by the kernel when it came in, so that the receiver's
/// own lateness is not in it.
/// </summary>
internal static partial class DatagramRateAccuracy
{
    private const int Seconds = 5;
    private const int Size = 1200;
    private const int LevelSocket = 1;
    private const int ForceReceiveBuffer = 33;
    private const int MaxPacingRate = 47;

    public static async Task RunAsync(IAnsiConsole console, bool setsSocketRate)
    {
        Table table = new()
        {
            Border = TableBorder.Simple,
            Title = new TableTitle($"UDP, datagrams of {Size} bytes received in {Seconds} seconds, against the rate asked for; bursts in time of the rate"),
        };
        table.AddColumn("rate");
        foreach (string column in new[] { "backend", "sockets", "least second", "most second", "whole", "lost", "most in 1 ms", "p99.9", "median", "most in 10 ms" })
            table.AddColumn(column, static column => column.RightAligned().NoWrap());
        foreach (long rate in new[] { 100_000L, 1_000_000, 10_000_000, 100_000_000 })
        {
            await MeasureAsync(rate, 1, TransmitterBackend.Linux, setsSocketRate, table).ConfigureAwait(false);
            await MeasureAsync(rate, 1, TransmitterBackend.Portable, setsSocketRate, table).ConfigureAwait(false);
            await MeasureAsync(rate, 4, TransmitterBackend.Linux, setsSocketRate, table).ConfigureAwait(false);
        }

        console.Write(table);
    }

    private static async Task MeasureAsync(long rate, int sockets, TransmitterBackend backend, bool setsSocketRate, Table table)
    {
        using Arrivals arrivals = new((int)(rate / Size * (Seconds + 2)) + 1000);
        Transmitter transmitter = new(new TransmitterOptions { Backend = backend, MaxBytesPerSecond = sockets > 1 ? rate : 0 });
        SendPacketsOptions options = new() { SendSize = Size, MaxBytesPerSecond = sockets > 1 ? 0 : rate };
        long share = rate * Seconds / sockets / Size * Size;
        using TemporaryFolder folder = new("rate");
        string path = folder["file"];
        List<Socket> senders = [];
        try
        {
            using (FileStream file = File.OpenWrite(path))
                file.SetLength(share);
            await File.ReadAllBytesAsync(path).ConfigureAwait(false);
            for (int i = 0; i < sockets; i++)
            {
                Socket sender = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
                await sender.ConnectAsync(arrivals.Address).ConfigureAwait(false);
                if (setsSocketRate)
                    sender.SetRawSocketOption(LevelSocket, MaxPacingRate, BitConverter.GetBytes(rate / sockets));
                senders.Add(sender);
            }

            await Task.WhenAll(senders.Select(sender => transmitter.SendPacketsAsync(sender, [PacketElement.FromFile(path)], options).AsTask())).ConfigureAwait(false);
            await Task.Delay(TimeSpan.FromMilliseconds(300)).ConfigureAwait(false);
            double[] times = arrivals.Times();
            double[] seconds = PerStretch(times, 1), milliseconds = PerStretch(times, 0.001), tens = PerStretch(times, 0.01);
            Array.Sort(milliseconds);
            table.AddRow(
                $"{rate / 1e6:0.###} MB/s", backend.ToString(), Text(sockets, "0"), Text(seconds.Min() / rate, "F3"), Text(seconds.Max() / rate, "F3"),
                Text((times.Length - 1) * (double)Size / (times[^1] - times[0]) / rate, "F3"), Text((share / Size * sockets) - times.Length, "0"),
                Milliseconds(milliseconds[^1]), Milliseconds(milliseconds[milliseconds.Length * 999 / 1000]), Milliseconds(milliseconds[milliseconds.Length / 2]),
                Milliseconds(tens.Max()));
        }
        finally
        {
            await transmitter.DisposeAsync().ConfigureAwait(false);
            senders.ForEach(socket => socket.Dispose());
        }

        string Milliseconds(double bytes) => Text(bytes / rate * 1000, "F1") + " ms";
    }

    /// <summary>The bytes in the stretch of a length that begins with each datagram, where the measurement has all of it.</summary>
    private static double[] PerStretch(double[] times, double length)
    {
        List<double> bytes = [];
        for (int from = 0, to = 0; from < times.Length; from++)
        {
            while (to < times.Length && times[to] - times[from] < length)
                to++;
            if (to == times.Length)
                break;
            bytes.Add((to - from) * (double)Size);
        }

        return [.. bytes];
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>A receiver with a thread of its own, which notes when each datagram came.</summary>
    private sealed partial class Arrivals : IDisposable
    {
        private const int ReceiveBuffer = 32 * 1024 * 1024;

        private const uint GetStamp = 0x8907;

        private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        private readonly long[] _stamps;
        private int _count;

        public Arrivals(int most)
        {
            _stamps = new long[most];

            // A measurement that loses datagrams here says nothing of the sender.
            _socket.SetRawSocketOption(LevelSocket, ForceReceiveBuffer, BitConverter.GetBytes(ReceiveBuffer));
            _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

            // SIOCGSTAMPNS: asked for the first time, it makes the kernel stamp what comes from then on.
            _ = Control(_socket.SafeHandle, GetStamp, out _);
            new Thread(Receive) { IsBackground = true, Priority = ThreadPriority.Highest }.Start();
        }

        public EndPoint Address => _socket.LocalEndPoint!;

        public double[] Times()
        {
            int count = Volatile.Read(ref _count);
            return [.. _stamps.AsSpan(0, count).ToArray().Select(stamp => stamp / 1e9)];
        }

        public void Dispose() => _socket.Dispose();

        private void Receive()
        {
            byte[] buffer = new byte[64 * 1024];
            try
            {
                while (_count < _stamps.Length && _socket.Receive(buffer) > 0)
                {
                    if (Control(_socket.SafeHandle, GetStamp, out TimeSpec stamp) != 0)
                        throw new InvalidOperationException("The kernel does not tell when a datagram came.");
                    _stamps[_count] = (stamp.Seconds * 1_000_000_000) + stamp.Nanoseconds;
                    Volatile.Write(ref _count, _count + 1);
                }
            }
            catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
            {
                // The measurement is over.
            }
        }

        [LibraryImport("libc", EntryPoint = "ioctl")]
        private static partial int Control(SafeHandle socket, nuint request, out TimeSpec stamp);

        private struct TimeSpec
        {
            public long Seconds;
            public long Nanoseconds;
        }
    }
}
