namespace Sluice.TestSupport.Simulation;

/// <summary>What is to go wrong, and when. Written by a test, read by the simulated kernel under its lock.</summary>
internal sealed class FaultScript(object gate)
{
    private readonly List<Fault> _faults = [];

    /// <summary>The n-th call of a kind, counted from now on, from 1.</summary>
    public Fault At(CallKind kind, int nth)
    {
        int left = nth;
        return When(call => call.Kind == kind && --left == 0);
    }

    /// <summary>The n-th call of any kind, counted from now on, from 1.</summary>
    public Fault AtCall(int nth)
    {
        int left = nth;
        return When(_ => --left == 0);
    }

    /// <summary>The next call that fits.</summary>
    public Fault When(Func<KernelCall, bool> matches)
    {
        Fault fault = new(matches);
        lock (gate)
            _faults.Add(fault);
        return fault;
    }

    /// <summary>Nothing goes wrong any more.</summary>
    public void Clear()
    {
        lock (gate)
            _faults.Clear();
    }

    /// <summary>All that befalls a call. Every fault is asked, so that each counts every call.</summary>
    public Interception Strike(KernelCall call)
    {
        Interception interception = new(call);
        foreach (Fault fault in _faults)
        {
            if (fault.Strikes(call))
                interception.Add(fault);
        }

        return interception;
    }
}
