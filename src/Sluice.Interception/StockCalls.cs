using Microsoft.CodeAnalysis;

namespace Sluice.Interception;

/// <summary>Tells the framework's calls from all others of the same names.</summary>
internal static class StockCalls
{
    private const string SendPackets = "SendPacketsAsync";
    private const string SendFile = "SendFileAsync";
    private const string Assembly = "System.Net.Sockets";

    public static bool IsName(string name) => name is SendPackets or SendFile;

    /// <summary>Which of the framework's calls a method is; null where it is none of them, whatever its name and that of its type.</summary>
    public static StockCall? Find(IMethodSymbol method)
    {
        if (!IsName(method.Name) || method.IsStatic || method.IsGenericMethod || !IsFrameworkSocket(method.ContainingType))
            return null;
        return (method.Name, string.Join(", ", method.Parameters.Select(parameter => parameter.Type.Name))) switch
        {
            (SendPackets, "SocketAsyncEventArgs") => StockCall.SendPackets,
            (SendFile, "String, CancellationToken") => StockCall.SendFile,
            (SendFile, "String, ReadOnlyMemory, ReadOnlyMemory, TransmitFileOptions, CancellationToken") => StockCall.SendFileWithBuffers,
            _ => null,
        };
    }

    private static bool IsFrameworkSocket(INamedTypeSymbol type) =>
        type is { Name: "Socket", ContainingType: null, ContainingAssembly.Name: Assembly } && type.ContainingNamespace.ToDisplayString() == Assembly;
}
