using Sluice.Cli.Commands;
using Sluice.Cli.Endpoints;
using Xunit;

namespace Sluice.Cli.Tests.Endpoints;

/// <summary>Addresses as people type them.</summary>
public sealed class EndpointTests
{
    [Theory]
    [InlineData("localhost:80", "localhost", 80)]
    [InlineData("127.0.0.1:0", "127.0.0.1", 0)]
    [InlineData("[::1]:65535", "::1", 65535)]
    [InlineData("[fe80::1%eth0]:9", "fe80::1%eth0", 9)]
    public void HostAndPort_AreTakenApart(string text, string host, int port)
    {
        TcpEndpoint endpoint = Assert.IsType<TcpEndpoint>(Endpoint.Parse(text));
        Assert.Equal(host, endpoint.Host);
        Assert.Equal(port, endpoint.Port);
        Assert.Equal(text, endpoint.ToString());
    }

    [Theory]
    [InlineData("unix:/tmp/a.sock", "/tmp/a.sock")]
    [InlineData("unix:a:1", "a:1")]
    public void UnixPath_IsAllBehindTheScheme(string text, string path) =>
        Assert.Equal(path, Assert.IsType<UnixEndpoint>(Endpoint.Parse(text)).Path);

    [Theory]
    [InlineData("")]
    [InlineData("localhost")]
    [InlineData(":80")]
    [InlineData("localhost:")]
    [InlineData("localhost:-1")]
    [InlineData("localhost:+1")]
    [InlineData("localhost: 1")]
    [InlineData("localhost:65536")]
    [InlineData("::1:80")]
    [InlineData("[::1:80")]
    [InlineData("[]:80")]
    [InlineData("unix:")]
    [InlineData("unix:0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890")]
    public void AnythingElse_IsAnErrorOfUsage(string text) =>
        Assert.Equal(ExitCode.Usage, Assert.Throws<CommandException>(() => Endpoint.Parse(text)).ExitCode);

    /// <summary>A name of any length that is taken for one can be looked for: the framework refuses longer ones by an exception that is nobody's failure.</summary>
    [Theory]
    [InlineData(254, true)]
    [InlineData(255, false)]
    [InlineData(100_000, false)]
    public void LongHost_IsTakenAsFarAsTheFrameworkTakesIt(int length, bool isTaken)
    {
        string host = new('a', length);
        foreach (string address in (string[])[$"{host}:80", $"[{host}]:80"])
            Assert.Equal(isTaken, Record.Exception(() => Endpoint.Parse(address)) is not CommandException);
    }
}
