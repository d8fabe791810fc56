using System.Runtime.InteropServices;

namespace Sluice.Kernel;

/// <summary>References to the framework's handles: the raw descriptor holds for as long as the reference does.</summary>
internal static class HandleReference
{
    /// <summary>Takes a reference, to be given back by the handle's DangerousRelease. False where the handle is closed.</summary>
    public static bool TryAcquire(SafeHandle handle, out int descriptor)
    {
        bool acquired = false;
        try
        {
            handle.DangerousAddRef(ref acquired);
        }
        catch (ObjectDisposedException)
        {
            descriptor = -1;
            return false;
        }

        descriptor = (int)handle.DangerousGetHandle();
        return true;
    }
}
