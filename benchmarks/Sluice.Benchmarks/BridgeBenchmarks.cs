using System.Net;
using System.Net.Sockets;
using BenchmarkDotNet.Attributes;
using Sluice.Interop;
using Sluice.Operations;
using Sluice.Reactor;

namespace Sluice.Benchmarks;

/// <summary>What the stock args add to a send: their elements as ours, their beginning and their end; and the whole of it, on a real socket and a kernel that does nothing.</summary>
[MemoryDiagnoser]
public class BridgeBenchmarks : IAsyncDisposable
{
    private readonly SendPacketsElement[] _elements = [.. Enumerable.Range(0, 64).Select(_ => new SendPacketsElement(new byte[64]))];
    private readonly PacketElement[] _own = [.. Enumerable.Range(0, 64).Select(_ => (PacketElement)new byte[64])];
    private readonly SocketAsyncEventArgs _args = new();
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Transmitter _transmitter = new(
        new TransmitterOptions { ReactorThreads = 1 }, new IdleKernel(), ThreadPoolDispatcher.Instance, TimeProvider.System, ownThreads: false);

    [GlobalSetup]
    public void Setup()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _socket.Connect(_listener.LocalEndPoint!);
        _args.SendPacketsElements = _elements;
    }

    [GlobalCleanup]
    public async ValueTask DisposeAsync()
    {
        await _transmitter.DisposeAsync();
        _socket.Dispose();
        _listener.Dispose();
        _args.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>64 elements.</summary>
    [Benchmark]
    public int Convert64()
    {
        using StockElements converted = new(_elements);
        return converted.Span.Length;
    }

    [Benchmark]
    public int StartAndComplete()
    {
        ArgsCompletion.Instance.Start(_socket, _args);
        ArgsCompletion.Instance.CompleteInline(_args, new SendResult(4096));
        return _args.BytesTransferred;
    }

    /// <summary>A whole send of 64 buffers by the args.</summary>
    [Benchmark]
    public int SendByArgs() =>
        _transmitter.SendPacketsAsync(_socket, _args) ? throw new InvalidOperationException("A send on an idle kernel has to wait for nothing.") : _args.BytesTransferred;

    /// <summary>The same without them.</summary>
    [Benchmark(Baseline = true)]
    public long SendAwaitable()
    {
        ValueTask<long> send = _transmitter.SendPacketsAsync(_socket, _own);
        return send.IsCompletedSuccessfully ? send.Result : throw new InvalidOperationException("A send on an idle kernel has to wait for nothing.");
    }
}
