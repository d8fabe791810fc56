using System.Runtime.CompilerServices;

namespace Sluice.Interop;

/// <summary>
/// Gives an exception its inner one where the base class has no constructor for that, as <see cref="System.Net.Sockets.SocketException"/> has none.
/// </summary>
internal static class ExceptionAccess
{
    public static void SetInner(Exception exception, Exception inner)
    {
        try
        {
            InnerField(exception) = inner;
        }
        catch (MissingFieldException)
        {
            // A runtime without this field: the outer message still names the cause.
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_innerException")]
    private static extern ref Exception? InnerField(Exception exception);
}
