namespace Sluice.Interception.Tests;

/// <summary>What is not a call of the framework's methods stays what it is, and so does what cannot be intercepted: nothing is generated for it.</summary>
public sealed class UntouchedCodeTests
{
    [Theory]
    [InlineData("a class of its own called Socket", """
        public sealed class Socket
        {
            public bool SendPacketsAsync(System.Net.Sockets.SocketAsyncEventArgs e) => true;
            public static bool Use(Socket socket, System.Net.Sockets.SocketAsyncEventArgs e) => socket.SendPacketsAsync(e);
        }
        """)]
    [InlineData("the same, in a namespace of the framework's name", """
        namespace System.Net.Sockets
        {
            public sealed class Socket
            {
                public bool SendPacketsAsync(SocketAsyncEventArgs e) => true;
                public static bool Use(Socket socket, SocketAsyncEventArgs e) => socket.SendPacketsAsync(e);
            }
        }
        """)]
    [InlineData("extension methods of the same names", """
        using System.Net.Sockets;
        public static class Extensions
        {
            public static bool SendPacketsAsync(this Socket socket, SocketAsyncEventArgs e, int more) => true;
            public static bool SendFileAsync(this Socket socket, int number) => true;
            public static bool Use(Socket socket, SocketAsyncEventArgs e) => socket.SendPacketsAsync(e, 1) | socket.SendFileAsync(1);
        }
        """)]
    [InlineData("the extension methods of Sluice", """
        using System.Net.Sockets;
        using System.Threading.Tasks;
        using Sluice;
        public static class Program
        {
            public static async Task<long> Use(Socket socket) =>
                await socket.SendPacketsAsync([new byte[1]]) + await socket.SendPacketsAsync(new SendPacketsElement[1]) + await socket.SendFileAsync("a", offset: 0);
        }
        """)]
    [InlineData("the transmitter itself", """
        using System.Net.Sockets;
        public static class Program
        {
            public static bool Use(Socket socket, SocketAsyncEventArgs e) => Sluice.Transmitter.Shared.SendPacketsAsync(socket, e);
        }
        """)]
    [InlineData("other calls of a socket, the synchronous ones too", """
        using System;
        using System.Net.Sockets;
        public static class Program
        {
            public static void Use(Socket socket, SocketAsyncEventArgs e)
            {
                socket.SendAsync(e);
                socket.SendFile("a");
                socket.SendFile("a", new byte[1], new byte[1], 0);
                socket.EndSendFile(socket.BeginSendFile("a", null, null));
            }
        }
        """)]
    [InlineData("delegates", """
        using System;
        using System.Net.Sockets;
        using System.Threading;
        using System.Threading.Tasks;
        public static class Program
        {
            public static object Use(Socket socket)
            {
                Func<SocketAsyncEventArgs, bool> send = socket.SendPacketsAsync;
                return new Func<string, CancellationToken, ValueTask>(socket.SendFileAsync);
            }
        }
        """)]
    [InlineData("dynamic calls", """
        using System.Net.Sockets;
        public static class Program
        {
            public static void Use(dynamic socket, Socket typed, dynamic e)
            {
                socket.SendPacketsAsync(e);
                typed.SendPacketsAsync(e);
            }
        }
        """)]
    [InlineData("names", """
        using System.Net.Sockets;
        public static class Program
        {
            public static string Use() => nameof(Socket.SendPacketsAsync);
        }
        """)]
    [InlineData("expression trees, also of queries", """
        using System;
        using System.Linq;
        using System.Linq.Expressions;
        using System.Net.Sockets;
        public static class Program
        {
            public static Expression<Func<Socket, bool>> Tree(SocketAsyncEventArgs e) => socket => socket.SendPacketsAsync(e);

            public static LambdaExpression Untyped(SocketAsyncEventArgs e) => (Socket socket) => socket.SendPacketsAsync(e);

            public static IQueryable<bool> Query(IQueryable<Socket> sockets, SocketAsyncEventArgs e) => from socket in sockets where socket.SendPacketsAsync(e) select true;
        }
        """)]
    public void Code_StaysWhatItIs(string what, string source)
    {
        Project.Outcome outcome = Project.That(source).Build();

        // A class in the framework's own namespace takes the place of the framework's: the compiler says so, and that is all right.
        Assert.Empty(outcome.Errors.Where(error => error.Id != "CS0436"));
        Assert.True(outcome.Source is null, $"{what}: {outcome.Source}");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("false")]
    public void ProjectWithoutTheProperty_GetsNothing(string? property)
    {
        Project.Outcome outcome = new Project(property, Microsoft.CodeAnalysis.CSharp.LanguageVersion.CSharp14, ("/src/Program.cs", """
            using System.Net.Sockets;
            public static class Program
            {
                public static bool Use(Socket socket, SocketAsyncEventArgs e) => socket.SendPacketsAsync(e);
            }
            """)).Build();

        Assert.Empty(outcome.Errors);
        Assert.Empty(outcome.Reported);
        Assert.Null(outcome.Source);
    }
}
