using Sluice.Kernel;

namespace Sluice.TestSupport.Simulation;

/// <summary>One call under way, with what befalls it.</summary>
internal sealed class Interception(KernelCall call)
{
    private List<Fault>? _faults;

    public KernelCall Call { get; } = call;

    public void Add(Fault fault) => (_faults ??= []).Add(fault);

    /// <summary>Whether the call fails before it does anything.</summary>
    public bool Fails(out KernelResult result)
    {
        if (_faults?.Find(fault => fault.Error is not null) is { Error: { } error })
        {
            result = KernelResult.Failure(error);
            return true;
        }

        result = default;
        return false;
    }

    /// <summary>The bytes that the call may move of those asked for.</summary>
    public long Allow(long asked)
    {
        foreach (Fault fault in _faults ?? [])
            asked = fault.Shorten?.Invoke(asked) ?? asked;
        return asked;
    }

    public void RunBefore() => _faults?.ForEach(fault => fault.BeforeCall?.Invoke());

    public void RunAfter() => _faults?.ForEach(fault => fault.AfterCall?.Invoke());
}
