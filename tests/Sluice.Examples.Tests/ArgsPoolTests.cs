using System.Globalization;
using System.Net;
using System.Text;

namespace Sluice.Examples.Tests;

/// <summary>examples/ArgsPool.</summary>
public sealed class ArgsPoolTests : IAsyncLifetime
{
    private const int Connections = 4;

    private readonly TemporaryFolder _folder = new();
    private ExampleProcess _server = null!;
    private IPEndPoint _address = null!;

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_folder.In("served"));
        _folder.Write("secret", 100);
        _server = ExampleProcess.Start("ArgsPool", _folder.In("served"), "127.0.0.1:0", Connections.ToString(CultureInfo.InvariantCulture));
        _address = IPEndPoint.Parse(await _server.AfterAsync("listening on "));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Requests that come together, and in pieces.</summary>
    [Fact]
    public async Task Requests_AreAnsweredInTheirOrder()
    {
        byte[] small = Serve("small", 1000);
        byte[] large = Serve("large", 5_000_000);
        Serve("empty", 0);
        using Wire wire = await Wire.ConnectAsync(_address);
        await wire.SendAsync("small\nlarge\nnone\nempty\nsm"u8.ToArray());
        await AssertAnswerAsync(wire, small);
        await AssertAnswerAsync(wire, large);
        await AssertAnswerAsync(wire, null);
        await AssertAnswerAsync(wire, []);

        await wire.SendAsync("all\n"u8.ToArray());

        await AssertAnswerAsync(wire, small);
        wire.EndSending();
        Assert.Empty(await wire.ReceiveToEndAsync());
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("s*")]
    [InlineData("a\0b")]
    public async Task WhatIsNotAFileOfTheFolder_IsAnsweredByNo_AndTheNextRequestAsUsual(string name)
    {
        byte[] small = Serve("small", 1000);
        using Wire wire = await Wire.ConnectAsync(_address);

        await wire.SendAsync(Encoding.UTF8.GetBytes($"{name}\nsmall\n"));

        await AssertAnswerAsync(wire, null);
        await AssertAnswerAsync(wire, small);
    }

    /// <summary>Args go from one connection to the next, whatever became of it: a request without end, one cut off, an answer that nobody waits for.</summary>
    [Fact]
    public async Task ConnectionsThatEndBadly_GiveTheirArgsBack()
    {
        byte[] large = Serve("large", 5_000_000);
        for (int i = 0; i < 5 * Connections; i++)
        {
            using Wire endless = await Wire.ConnectAsync(_address);
            await endless.SendAsync(new byte[512]);
            Assert.Empty(await endless.ReceiveToEndAsync());
            using Wire cutOff = await Wire.ConnectAsync(_address);
            await cutOff.SendAsync("larg"u8.ToArray());
            cutOff.Reset();
            using Wire gone = await Wire.ConnectAsync(_address);
            await gone.SendAsync("large\n"u8.ToArray());
            Assert.Single(await gone.ReceiveAsync(1));
            gone.Reset();
        }

        using Wire wire = await Wire.ConnectAsync(_address);
        await wire.SendAsync("large\n"u8.ToArray());
        await AssertAnswerAsync(wire, large);
    }

    /// <summary>What the server was moved for: with the stock call each answer leaves a descriptor open until a collection comes by.</summary>
    [Fact]
    public async Task Descriptors_AreFlat()
    {
        byte[] small = Serve("small", 1000);
        byte[] request = "small\n"u8.ToArray();
        using Wire wire = await Wire.ConnectAsync(_address);
        for (int i = 0; i < 500; i++)
        {
            await wire.SendAsync(request);
            await AssertAnswerAsync(wire, small);

            // One at most: the file of the answer that has just been read may not be closed yet.
            Assert.InRange(Descriptors.CountBelow(_folder.Path, _server.Id), 0, 1);
        }
    }

    /// <summary>The line that the README shows as changed is the one in the source, and the stock call is what it was.</summary>
    [Fact]
    public async Task Readme_ShowsTheLine()
    {
        string folder = Path.Combine(Repository.Root, "examples", "ArgsPool");
        string[] readme = await File.ReadAllLinesAsync(Path.Combine(folder, "README.md"), TestContext.Current.CancellationToken);
        string[] source = await File.ReadAllLinesAsync(Path.Combine(folder, "Connection.cs"), TestContext.Current.CancellationToken);
        string now = Assert.Single(readme, line => line.StartsWith("+ ", StringComparison.Ordinal))[1..];
        string before = Assert.Single(readme, line => line.StartsWith("- ", StringComparison.Ordinal))[1..];

        Assert.Single(source, now);
        Assert.Equal(now.Replace("Sluice.Transmitter.Shared.SendPacketsAsync(socket, args)", "socket.SendPacketsAsync(args)", StringComparison.Ordinal), before);
    }

    private static async Task AssertAnswerAsync(Wire wire, byte[]? file)
    {
        byte[] expected = file is null ? "NO\n"u8.ToArray() : [.. Encoding.ASCII.GetBytes($"OK {file.Length}\n"), .. file];
        Assert.Equal(expected, await wire.ReceiveAsync(expected.Length));
    }

    private byte[] Serve(string name, int length) => File.ReadAllBytes(_folder.Write($"served/{name}", length));
}
