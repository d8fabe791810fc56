namespace Sluice.Kernel;

/// <summary>What a system call returned: its value where it succeeded, its error number where it did not.</summary>
internal readonly record struct KernelResult
{
    private KernelResult(long value, Errno error)
    {
        Value = value;
        Error = error;
    }

    /// <summary>The returned value; 0 where the call failed.</summary>
    public long Value { get; }

    /// <summary>The error, or <see cref="Errno.None"/>.</summary>
    public Errno Error { get; }

    public bool Succeeded => Error == Errno.None;

    public static KernelResult Success(long value = 0) => new(value, Errno.None);

    public static KernelResult Failure(Errno error) => new(0, error);
}
