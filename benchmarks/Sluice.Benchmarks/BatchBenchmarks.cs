using BenchmarkDotNet.Attributes;
using Sluice.Datagrams;
using Sluice.Files;
using Sluice.Operations;
using Sluice.Planning;
using Sluice.Portable;
using Sluice.Reactor;
using Sluice.Streams;

namespace Sluice.Benchmarks;

/// <summary>
/// The engines' turn on a kernel that takes everything: gathering a plan of memory into the vectors and messages of one call (VectorBatch, MessageBatch).
/// </summary>
[MemoryDiagnoser]
public class BatchBenchmarks
{
    private const int CoalesceLimit = 16 * 1024;
    private const int StagingBytes = 80 * 1024;

    private readonly SendPlanned _tiny;
    private readonly SendPlanned _large;
    private readonly SendPlanned _alike;
    private readonly SendPlanned _unlike;

    public BatchBenchmarks()
    {
        Clock clock = new(TimeProvider.System);
        IdleKernel kernel = new();
        StreamEngine streams = new(kernel, clock, new StagingPool(StagingBytes), CoalesceLimit);
        DatagramEngine messages = new(kernel, clock, new StagingPool(DatagramEngine.StagingBytes));
        UncShares shares = new(new Dictionary<string, string>(), new MountTable(null));
        OperationPool pool = new(streams, messages, ThreadPoolDispatcher.Instance, () => new PortableFiles(shares))
        {
            Clock = clock,
            SystemThreads = new SystemThreads(1, ownThreads: false),
        };
        _tiny = new SendPlanned(pool, streams, Buffers(64, _ => 64), keepsMessages: false);
        _large = new SendPlanned(pool, streams, Buffers(64, _ => 4096), keepsMessages: false);
        _alike = new SendPlanned(pool, messages, Buffers(53, _ => 1200), keepsMessages: true);
        _unlike = new SendPlanned(pool, messages, Buffers(53, index => 1200 - (index % 2)), keepsMessages: true);
    }

    /// <summary>64 buffers of 64 B, copied side by side.</summary>
    [Benchmark(Baseline = true)]
    public long StreamTiny64() => _tiny.Run();

    /// <summary>64 buffers of 4 KiB, each pinned where it lies.</summary>
    [Benchmark]
    public long StreamPinned64() => _large.Run();

    /// <summary>53 datagrams of one size: one message, which the kernel cuts.</summary>
    [Benchmark]
    public long DatagramsAlike53() => _alike.Run();

    /// <summary>53 datagrams of two sizes in turn: messages of two each.</summary>
    [Benchmark]
    public long DatagramsUnlike53() => _unlike.Run();

    private static PacketElement[] Buffers(int count, Func<int, int> size) => [.. Enumerable.Range(0, count).Select(index => (PacketElement)new byte[size(index)])];

    /// <summary>An operation that runs its turn again and again from the start of its plan.</summary>
    private sealed class SendPlanned
    {
        private readonly ISendEngine _engine;
        private readonly SendOperation _operation;
        private readonly SendCursor _start;

        public SendPlanned(OperationPool pool, ISendEngine engine, PacketElement[] elements, bool keepsMessages)
        {
            _engine = engine;
            _operation = pool.Rent();
            SendQueue queue = new(new IdleOwner(keepsMessages));
            if (!_operation.TryAttach(queue, null, new IdleReactor(), new DiskThreads(1, ownThreads: false), canCork: false) || !_operation.TryPlan(elements, default, mayWait: true))
                throw new InvalidOperationException("A plan of memory has to wait for nothing.");
            _start = _operation.Cursor;
        }

        public long Run()
        {
            _operation.Cursor = _start;
            return _engine.RunTurn(_operation) == TurnOutcome.Finished ? _operation.Cursor.Position : throw new InvalidOperationException("The turn has not taken everything.");
        }
    }
}
