using Sluice.Kernel;

namespace Sluice.TestSupport.Simulation;

/// <summary>
/// Linux in memory, as far as a sender sees it: files, stream and datagram sockets, epoll, eventfd, with every call on record and anything able to go
/// wrong at any call. Deterministic: nothing happens but by a call or by the test. Callable from any thread; scripted actions run on the calling
/// thread with no lock of the kernel held, so that they may call it again.
/// </summary>
internal sealed unsafe partial class SimulatedKernel : IKernel
{
    /// <summary>The most that Linux moves in one call (read(2)).</summary>
    public const long LargestCount = 0x7ffff000;

    // Far above what a test process has open: a call that reached the real kernel by mistake would hit nothing.
    private const int FirstDescriptor = 100_000;

    private readonly object _gate = new();
    private readonly Dictionary<int, SimulatedObject> _open = [];
    private readonly List<KernelCall> _calls = [];
    private readonly List<Misuse> _misuses = [];

    public SimulatedKernel() => Faults = new FaultScript(_gate);

    /// <summary>What is to go wrong.</summary>
    public FaultScript Faults { get; }

    /// <summary>Most descriptors that may be open; one more fails with EMFILE.</summary>
    public int DescriptorLimit { get; set; } = int.MaxValue;

    /// <summary>All calls so far, in the order in which they were entered.</summary>
    public IReadOnlyList<KernelCall> Calls
    {
        get
        {
            lock (_gate)
                return [.. _calls];
        }
    }

    /// <summary>What no correct program does, such as a call on a closed descriptor.</summary>
    public IReadOnlyList<Misuse> Misuses
    {
        get
        {
            lock (_gate)
                return [.. _misuses];
        }
    }

    /// <summary>Descriptors that are open, of whatever kind.</summary>
    public IReadOnlyList<int> OpenDescriptors
    {
        get
        {
            lock (_gate)
                return [.. _open.Keys.Order()];
        }
    }

    /// <summary>Descriptors of files that are open.</summary>
    public int OpenFileCount
    {
        get
        {
            lock (_gate)
                return _open.Values.Count(open => open is SimulatedOpenFile);
        }
    }

    public IReadOnlyList<KernelCall> CallsOf(CallKind kind) => [.. Calls.Where(call => call.Kind == kind)];

    /// <summary>Most files that were open at one time, by the log.</summary>
    public int MostFilesOpen
    {
        get
        {
            int open = 0, most = 0;
            foreach (KernelCall call in Calls.Where(call => call.Result is { Succeeded: true }))
            {
                open += call.Kind switch { CallKind.Open => 1, CallKind.Close => -1, _ => 0 };
                most = Math.Max(most, open);
            }

            return most;
        }
    }

    public int CountOf(CallKind kind) => CallsOf(kind).Count;

    /// <summary>Forgets the calls so far.</summary>
    public void ClearCalls()
    {
        lock (_gate)
            _calls.Clear();
    }

    private Interception Enter(KernelCall call)
    {
        Interception interception;
        lock (_gate)
        {
            call.Index = _calls.Count;
            _calls.Add(call);
            interception = Faults.Strike(call);
        }

        interception.RunBefore();
        return interception;
    }

    private KernelResult Leave(Interception interception, KernelResult result)
    {
        lock (_gate)
        {
            interception.Call.Result = result;
            Monitor.PulseAll(_gate);
        }

        interception.RunAfter();
        return result;
    }

    /// <summary>The lowest free number, as POSIX has it: numbers are used again at once.</summary>
    private KernelResult Allocate(SimulatedObject target)
    {
        if (_open.Count >= DescriptorLimit)
            return KernelResult.Failure(Errno.TooManyOpenFiles);
        int descriptor = FirstDescriptor;
        while (_open.ContainsKey(descriptor))
            descriptor++;
        _open.Add(descriptor, target);
        return KernelResult.Success(descriptor);
    }

    private T? Find<T>(KernelCall call, int descriptor)
        where T : SimulatedObject
    {
        if (_open.GetValueOrDefault(descriptor) is T found)
            return found;
        _misuses.Add(new Misuse(call, $"descriptor {descriptor} is {_open.GetValueOrDefault(descriptor)?.GetType().Name ?? "not open"}"));
        return null;
    }

    private KernelResult CloseLocked(KernelCall call, int descriptor)
    {
        if (Find<SimulatedObject>(call, descriptor) is not { } target)
            return KernelResult.Failure(Errno.BadDescriptor);
        _open.Remove(descriptor);
        foreach (SimulatedEpoll epoll in _open.Values.OfType<SimulatedEpoll>())
            epoll.Forget(target);
        return KernelResult.Success();
    }

    public KernelResult Close(int descriptor)
    {
        Interception call = Enter(new KernelCall(CallKind.Close, descriptor));
        KernelResult result;
        lock (_gate)
        {
            // The descriptor is gone even where close(2) fails.
            KernelResult closed = CloseLocked(call.Call, descriptor);
            result = call.Fails(out KernelResult failure) ? failure : closed;
        }

        return Leave(call, result);
    }
}
