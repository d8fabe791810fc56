using Sluice.Kernel;

namespace Sluice.TestSupport.Simulation;

/// <summary>Something that befalls the calls it matches: an error, a short count, an action just before or after. Once, unless told otherwise.</summary>
internal sealed class Fault(Func<KernelCall, bool> matches)
{
    private int _left = 1;

    public Errno? Error { get; private set; }

    public Func<long, long>? Shorten { get; private set; }

    public Action? BeforeCall { get; private set; }

    public Action? AfterCall { get; private set; }

    /// <summary>How often it struck.</summary>
    public int Hits { get; private set; }

    /// <summary>The call does nothing and fails.</summary>
    public Fault Fails(Errno error)
    {
        Error = error;
        return this;
    }

    /// <summary>The call moves at most so many bytes.</summary>
    public Fault ShortTo(long bytes)
    {
        Shorten = asked => Math.Min(asked, bytes);
        return this;
    }

    /// <summary>The call moves so many bytes less than asked, but at least one.</summary>
    public Fault ShortBy(long bytes)
    {
        Shorten = asked => Math.Max(Math.Min(asked, 1), asked - bytes);
        return this;
    }

    /// <summary>The call moves what is made of the bytes asked for.</summary>
    public Fault ShortenTo(Func<long, long> shorten)
    {
        Shorten = shorten;
        return this;
    }

    /// <summary>Runs on the calling thread before the kernel does anything.</summary>
    public Fault Before(Action action)
    {
        BeforeCall = action;
        return this;
    }

    /// <summary>Runs on the calling thread when the kernel is done and the caller does not know yet.</summary>
    public Fault After(Action action)
    {
        AfterCall = action;
        return this;
    }

    public Fault Times(int count)
    {
        _left = count;
        return this;
    }

    public Fault Always() => Times(int.MaxValue);

    /// <summary>Whether it befalls this call. Asked once for every call, in order.</summary>
    public bool Strikes(KernelCall call)
    {
        if (_left == 0 || !matches(call))
            return false;
        _left--;
        Hits++;
        return true;
    }
}
