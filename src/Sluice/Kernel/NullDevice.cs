namespace Sluice.Kernel;

/// <summary>/dev/null, open for the life of the process once it has been asked for: where files go that are only to be read.</summary>
internal static unsafe class NullDevice
{
    private static readonly Lock Gate = new();
    private static volatile int _descriptor = -1;

    /// <summary>The descriptor, for writing; or why there is none, which the next asker finds out anew: descriptors may be scarce now and not then.</summary>
    public static KernelResult Descriptor => _descriptor >= 0 ? KernelResult.Success(_descriptor) : Open();

    private static KernelResult Open()
    {
        lock (Gate)
        {
            if (_descriptor >= 0)
                return KernelResult.Success(_descriptor);
            KernelResult result;
            fixed (byte* path = "/dev/null\0"u8)
                result = LinuxKernel.Instance.Open(path, OpenFlags.CloseOnExec | OpenFlags.WriteOnly);
            if (result.Succeeded)
                _descriptor = (int)result.Value;
            return result;
        }
    }
}
