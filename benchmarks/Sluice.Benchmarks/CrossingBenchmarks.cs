using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using Sluice.Kernel;

namespace Sluice.Benchmarks;

/// <summary>What it costs to cross into the kernel and back, by the way of the crossing; the call itself, getppid(2), does next to nothing.</summary>
[MemoryDiagnoser]
[SuppressMessage("Performance", "CA1822:Mark members as static", Justification = "BenchmarkDotNet runs methods of an object.")]
public partial class CrossingBenchmarks : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    [GlobalCleanup]
    public void Dispose()
    {
        _socket.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>As all of Sluice's calls: errno is read after a failure alone.</summary>
    [Benchmark(Baseline = true)]
    public int Blittable() => GetParent();

    /// <summary>With errno cleared before and kept after every call.</summary>
    [Benchmark]
    public int SetLastError() => GetParentAndError();

    /// <summary>Without telling the collector, which then waits for the call: not for anything that may wait itself.</summary>
    [Benchmark]
    public int SuppressGCTransition() => GetParentAtOnce();

    /// <summary>A reference to a socket's handle and its return, which a send does once and a marshalled handle would at every call.</summary>
    [Benchmark]
    public int HandleReferenceAndRelease()
    {
        if (!HandleReference.TryAcquire(_socket.SafeHandle, out int descriptor))
            throw new InvalidOperationException("The socket is open.");
        _socket.SafeHandle.DangerousRelease();
        return descriptor;
    }

    [LibraryImport("libc.so.6", EntryPoint = "getppid")]
    private static partial int GetParent();

    [LibraryImport("libc.so.6", EntryPoint = "getppid", SetLastError = true)]
    private static partial int GetParentAndError();

    [LibraryImport("libc.so.6", EntryPoint = "getppid")]
    [SuppressGCTransition]
    private static partial int GetParentAtOnce();
}
