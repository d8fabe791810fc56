using Microsoft.CodeAnalysis.CSharp;

namespace Sluice.Interception.Tests;

/// <summary>The uses that cannot be intercepted are pointed to, where a project asks for interception.</summary>
public sealed class UninterceptedUsesTests
{
    private const string Source = """
        using System;
        using System.Linq.Expressions;
        using System.Net.Sockets;
        using System.Threading;
        using System.Threading.Tasks;
        public static class Program
        {
            public static object Use(Socket socket, SocketAsyncEventArgs args)
            {
                Func<SocketAsyncEventArgs, bool> send = socket.SendPacketsAsync;
                Func<string, CancellationToken, ValueTask> file = new(socket.SendFileAsync);
                Expression<Func<Socket, bool>> tree = other => other.SendPacketsAsync(args);
                Func<SocketAsyncEventArgs, bool> called = e => socket.SendPacketsAsync(e);
                Func<SocketAsyncEventArgs, bool> receive = socket.ReceiveAsync;
                Func<Socket, SocketAsyncEventArgs, bool> ours = Sluice.Transmitter.Shared.SendPacketsAsync;
                return (send, file, tree, called, receive, ours);
            }
        }
        """;

    [Fact]
    public async Task DelegatesAndExpressionTrees_ArePointedTo() =>
        Assert.Equal(
            [
                "SLUICE002 Info: socket.SendPacketsAsync",
                "SLUICE002 Info: socket.SendFileAsync",
                "SLUICE002 Info: other.SendPacketsAsync(args)",
            ],
            await Project.That(Source).AnalyzeAsync());

    [Fact]
    public async Task ProjectWithoutTheProperty_HearsNothing() =>
        Assert.Empty(await new Project(null, LanguageVersion.CSharp14, ("/src/Program.cs", Source)).AnalyzeAsync());
}
