using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Sluice.Compare.Files;
using Spectre.Console;

namespace Sluice.Compare.Studies;

/// <summary>How well a rate is kept, as its receivers see it: the bytes of every whole second against those asked for.</summary>
internal static class RateAccuracy
{
    private const int Seconds = 6;

    public static async Task RunAsync(IAnsiConsole console)
    {
        Table table = new() { Border = TableBorder.Simple, Title = new TableTitle($"bytes received in each of {Seconds} seconds, against the rate asked for") };
        table.AddColumn("rate");
        foreach (string column in new[] { "sends", "least second", "most second", "whole", "most in 50 ms" })
            table.AddColumn(column, static column => column.RightAligned().NoWrap());
        foreach (long rate in new[] { 100_000L, 1_000_000, 10_000_000, 100_000_000, 500_000_000 })
        {
            foreach (int sends in new[] { 1, 10 })
                await MeasureAsync(rate, sends, table).ConfigureAwait(false);
        }

        console.Write(table);
    }

    private static async Task MeasureAsync(long rate, int sends, Table table)
    {
        Transmitter transmitter = new(new TransmitterOptions { MaxBytesPerSecond = sends > 1 ? rate : 0 });
        SendPacketsOptions? options = sends > 1 ? null : new SendPacketsOptions { MaxBytesPerSecond = rate };
        using TemporaryFolder folder = new("rate");
        string path = folder["file"];
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(sends);
        List<Socket> sockets = [];
        try
        {
            using (FileStream file = File.OpenWrite(path))
                file.SetLength(rate * (Seconds + 3));
            Received received = new();
            for (int i = 0; i < sends; i++)
            {
                Socket sender = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                await sender.ConnectAsync(listener.LocalEndPoint!).ConfigureAwait(false);
                Socket receiver = await listener.AcceptAsync().ConfigureAwait(false);
                new Thread(() => received.Drain(receiver)) { IsBackground = true }.Start();
                sockets.AddRange([sender, receiver]);
                _ = transmitter.SendPacketsAsync(sender, [PacketElement.FromFile(path)], options).AsTask().ContinueWith(
                    static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            }

            // The first second fills the sockets' buffers.
            await Task.Delay(TimeSpan.FromSeconds(1)).ConfigureAwait(false);
            List<(double Time, long Bytes)> looks = [];
            long start = Stopwatch.GetTimestamp();
            double elapsed;
            while ((elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds) < Seconds)
            {
                looks.Add((elapsed, received.Bytes));
                await Task.Delay(TimeSpan.FromMilliseconds(10)).ConfigureAwait(false);
            }

            double[] seconds = Rates(looks, 1);
            table.AddRow(
                $"{rate / 1e6:0.###} MB/s", Text(sends, "0"), Text(seconds.Min() / rate, "F3"), Text(seconds.Max() / rate, "F3"),
                Text((looks[^1].Bytes - looks[0].Bytes) / (looks[^1].Time - looks[0].Time) / rate, "F3"), Text(Rates(looks, 0.05).Max() / rate, "F2"));
        }
        finally
        {
            await transmitter.DisposeAsync().ConfigureAwait(false);
            sockets.ForEach(socket => socket.Dispose());
        }
    }

    /// <summary>The rates of all stretches of a length, by the looks at their ends.</summary>
    private static double[] Rates(List<(double Time, long Bytes)> looks, double length)
    {
        List<double> rates = [];
        for (int from = 0, to = 0; from < looks.Count; from++)
        {
            while (to < looks.Count && looks[to].Time - looks[from].Time < length)
                to++;
            if (to < looks.Count)
                rates.Add((looks[to].Bytes - looks[from].Bytes) / (looks[to].Time - looks[from].Time));
        }

        return [.. rates];
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private sealed class Received
    {
        private long _bytes;

        public long Bytes => Interlocked.Read(ref _bytes);

        public void Drain(Socket socket)
        {
            byte[] buffer = new byte[256 * 1024];
            try
            {
                int count;
                while ((count = socket.Receive(buffer)) > 0)
                    Interlocked.Add(ref _bytes, count);
            }
            catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
            {
                // The measurement is over.
            }
        }
    }
}
