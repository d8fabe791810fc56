namespace Sluice.Interception.Tests;

/// <summary>Which calls are intercepted, in which shapes; every program here compiles with what is generated for it.</summary>
public sealed class InterceptedCallTests
{
    [Theory]
    [InlineData("socket.SendPacketsAsync(e)")]
    [InlineData("socket.SendFileAsync(path)")]
    [InlineData("socket.SendFileAsync(path, token)")]
    [InlineData("socket.SendFileAsync(null, bytes, bytes, TransmitFileOptions.UseDefaultWorkerThread)")]
    [InlineData("socket.SendFileAsync(path, bytes, bytes, TransmitFileOptions.UseDefaultWorkerThread, token)")]
    [InlineData("socket.SendFileAsync(flags: 0, postBuffer: bytes, preBuffer: new byte[] { 1 }, fileName: path)")]
    [InlineData("socket?.SendPacketsAsync(e)")]
    [InlineData("holder?.Socket.SendPacketsAsync(e)")]
    [InlineData("holder?.Socket?.SendFileAsync(path)")]
    [InlineData("((Socket)derived).SendPacketsAsync(e)")]
    [InlineData("(maybe ?? socket).SendPacketsAsync(e)")]
    [InlineData("socket!.SendPacketsAsync(e!)")]
    [InlineData("Take().SendPacketsAsync(e)")]
    public void CallOfTheFrameworksMethod_IsIntercepted(string call)
    {
        Project.Outcome outcome = Project.That(InMethod($"_ = {call};")).Build();

        Assert.Empty(outcome.Errors);
        Assert.Single(outcome.Intercepted());
    }

    /// <summary>The methods are not virtual: on an object of a derived type they are the framework's.</summary>
    [Fact]
    public void CallOnADerivedType_IsIntercepted()
    {
        Project.Outcome outcome = Project.That(InMethod("_ = derived.SendPacketsAsync(e); _ = derived?.SendFileAsync(path);")).Build();

        Assert.Empty(outcome.Errors);
        Assert.Equal(["derived.SendPacketsAsync(e)", ".SendFileAsync(path)"], outcome.Intercepted());
    }

    [Fact]
    public void CallsOfADerivedTypeOnItself_AreIntercepted()
    {
        Project.Outcome outcome = Project.That("""
            using System.Net.Sockets;

            public sealed class Counting() : Socket(SocketType.Stream, ProtocolType.Tcp)
            {
                public bool Plain(SocketAsyncEventArgs e) => SendPacketsAsync(e);

                public bool This(SocketAsyncEventArgs e) => this.SendPacketsAsync(e);

                public bool Base(SocketAsyncEventArgs e) => base.SendPacketsAsync(e);
            }
            """).Build();

        Assert.Empty(outcome.Errors);
        Assert.Equal(["SendPacketsAsync(e)", "this.SendPacketsAsync(e)", "base.SendPacketsAsync(e)"], outcome.Intercepted());
    }

    /// <summary>A method that hides the framework's is the project's own; the call in it is the framework's.</summary>
    [Fact]
    public void MethodThatHidesTheFrameworks_IsNotTouched_AndTheCallInItIs()
    {
        Project.Outcome outcome = Project.That("""
            using System.Net.Sockets;

            public sealed class Hiding() : Socket(SocketType.Stream, ProtocolType.Tcp)
            {
                public int Calls { get; private set; }

                public new bool SendPacketsAsync(SocketAsyncEventArgs e)
                {
                    Calls++;
                    return base.SendPacketsAsync(e);
                }

                public static bool Use(Hiding socket, SocketAsyncEventArgs e) => socket.SendPacketsAsync(e);
            }
            """).Build();

        Assert.Empty(outcome.Errors);
        Assert.Equal(["base.SendPacketsAsync(e)"], outcome.Intercepted());
    }

    [Fact]
    public void CallOnATypeParameter_CompilesAndIsIntercepted()
    {
        Project.Outcome outcome = Project.That("""
            using System.Net.Sockets;

            public static class Generic<TOuter>
            {
                public static bool Send<T>(T socket, SocketAsyncEventArgs e) where T : Socket => socket.SendPacketsAsync(e);
            }
            """).Build();

        Assert.Empty(outcome.Errors);
        Assert.Equal(["socket.SendPacketsAsync(e)"], outcome.Intercepted());
    }

    [Fact]
    public void CallsInEveryKindOfBody_AreIntercepted()
    {
        Project.Outcome outcome = Project.That("""
            using System;
            using System.Collections.Generic;
            using System.Net.Sockets;
            using System.Threading.Tasks;

            public sealed class Bodies
            {
                private static readonly Socket S = null!;
                private static readonly SocketAsyncEventArgs E = null!;
                private readonly bool _field = S.SendPacketsAsync(E);

                public bool Property => _field | S.SendPacketsAsync(E);

                public bool Accessor
                {
                    get { return S.SendPacketsAsync(E); }
                    set { S.SendPacketsAsync(E); }
                }

                public Bodies() => S.SendPacketsAsync(E);

                public static Func<bool> Lambda() => () => S.SendPacketsAsync(E);

                public static bool Local()
                {
                    return Inner();
                    static bool Inner() => S.SendPacketsAsync(E);
                }

                public static IEnumerable<bool> Iterator()
                {
                    yield return S.SendPacketsAsync(E);
                }

                public static async Task Async() => await S.SendFileAsync("a");

                public unsafe static bool Unsafe() => S.SendPacketsAsync(E);

                public static string Text() => $"{S.SendPacketsAsync(E)}";
            }
            """).Build();

        Assert.Empty(outcome.Errors);
        Assert.Equal(11, outcome.Intercepted().Length);
    }

    /// <summary>A line directive names places for people; the compiler knows its own.</summary>
    [Fact]
    public void CallBelowALineDirective_IsIntercepted()
    {
        Project.Outcome outcome = Project.That("#line 500 \"elsewhere.cs\"\n" + InMethod("_ = socket.SendPacketsAsync(e);")).Build();

        Assert.Empty(outcome.Errors);
        Assert.Single(outcome.Intercepted());
    }

    [Fact]
    public void EachCall_GoesToTheTransmittersMethodOfTheSameName()
    {
        Project.Outcome outcome = Project.That(InMethod("""
            _ = socket.SendPacketsAsync(e);
            _ = socket.SendFileAsync(path, token);
            _ = socket.SendFileAsync(path, bytes, bytes, 0, token);
            _ = socket.SendPacketsAsync(e);
            """)).Build();

        Assert.Empty(outcome.Errors);
        string source = Assert.IsType<string>(outcome.Source);
        Assert.Contains("global::Sluice.Transmitter.Shared.SendPacketsAsync(socket, e);", source, StringComparison.Ordinal);
        Assert.Contains("global::Sluice.Transmitter.Shared.SendFileAsync(socket, fileName, cancellationToken);", source, StringComparison.Ordinal);
        Assert.Contains("global::Sluice.Transmitter.Shared.SendFileAsync(socket, fileName, preBuffer, postBuffer, flags, cancellationToken);", source, StringComparison.Ordinal);
        Assert.Equal(4, source.Split("InterceptsLocationAttribute(1, ").Length - 1);
    }

    private static string InMethod(string code) => $$"""
        using System;
        using System.Net.Sockets;
        using System.Threading;

        public sealed class Derived() : Socket(SocketType.Stream, ProtocolType.Tcp);

        public sealed class Holder
        {
            public Socket Socket = null!;
        }

        public static class Program
        {
            public static void Run(Socket socket, Socket? maybe, Derived derived, Holder? holder, SocketAsyncEventArgs e, string path, byte[] bytes, CancellationToken token)
            {
                {{code}}
            }

            private static Socket Take() => null!;
        }
        """;
}
