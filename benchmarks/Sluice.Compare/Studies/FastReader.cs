using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Sluice.Compare.Legs;

namespace Sluice.Compare.Studies;

/// <summary>One connection whose peer, a process of its own, takes every send at once and answers it with a byte: how long that takes.</summary>
internal sealed class FastReader : IDisposable
{
    // Less than a large send: that has to wait for the socket, and comes back by the reactor.
    private const int SendBuffer = 256 * 1024;

    private readonly ChildProcess _reader;
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, SendBufferSize = SendBuffer };
    private readonly PacketElement[] _elements;

    private FastReader(NativePrograms? native, int headerBytes, int bodyBytes)
    {
        _reader = ChildProcess.Receiver(native, "tcp", (headerBytes + bodyBytes).ToString(CultureInfo.InvariantCulture));
        _elements = [new byte[headerBytes], new byte[bodyBytes]];
    }

    public static async Task<FastReader> ConnectAsync(NativePrograms? native, int headerBytes, int bodyBytes, CancellationToken cancellationToken)
    {
        FastReader reader = new(native, headerBytes, bodyBytes);
        int port = int.Parse(await reader._reader.ReadLineAsync(cancellationToken).ConfigureAwait(false), CultureInfo.InvariantCulture);
        await reader._socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellationToken).ConfigureAwait(false);
        return reader;
    }

    /// <summary>Sends one after another for some time. Each lasts from the call until the answer is here.</summary>
    public async Task<Latencies> MeasureAsync(Transmitter transmitter, TimeSpan warmUp, TimeSpan window)
    {
        byte[] answer = new byte[1];
        List<long> times = [];
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) is var now && now < warmUp + window)
        {
            long begun = Stopwatch.GetTimestamp();
            await transmitter.SendPacketsAsync(_socket, _elements).ConfigureAwait(false);
            if (await _socket.ReceiveAsync(answer).ConfigureAwait(false) == 0)
                throw new InvalidOperationException("The receiver has gone.");
            if (now >= warmUp)
                times.Add(Stopwatch.GetElapsedTime(begun).Ticks);
        }

        return Latencies.Of(times);
    }

    public void Dispose()
    {
        _socket.Dispose();
        _reader.Dispose();
    }
}
