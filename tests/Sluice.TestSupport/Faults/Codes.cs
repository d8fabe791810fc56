using Sluice.Kernel;

namespace Sluice.TestSupport.Faults;

/// <summary>Error numbers that no decision of the product rests on, and that calls return all the same (errno.h).</summary>
internal static class Codes
{
    public const Errno NoDevice = (Errno)19;
    public const Errno FileTooLarge = (Errno)27;
    public const Errno Protocol = (Errno)71;
    public const Errno QuotaExceeded = (Errno)122;
    public const Errno RemoteInputOutput = (Errno)121;
}
