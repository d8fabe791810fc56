using System.Diagnostics;
using Sluice.Cli.Tests.Support;
using Sluice.TestSupport.Mounts;
using Sluice.TestSupport.Processes;
using Xunit;

namespace Sluice.Cli.Tests;

/// <summary>The scripts of <c>sluice completion</c>, in the shells themselves.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Bash_CompletesTheWordAtTheCursor()
    {
        string[] found = await RunAsync("bash", ["--norc", "-c"], """
            source <(sluice completion bash)
            COMP_WORDS=(sluice send --to localhost:9 --se) COMP_CWORD=4
            _sluice
            printf '%s\n' "${COMPREPLY[@]}"
            """);

        Assert.Equal(["--send-size", "--sequence", "--server-name"], found);
    }

    /// <summary>Outside of its line editor the shell has no <c>compadd</c>: one of the test's own tells what it is given.</summary>
    [Fact]
    public async Task Zsh_CompletesTheWordAtTheCursor()
    {
        await Packages.RequireAsync("zsh");

        string[] found = await RunAsync("zsh", ["-f", "-c"], """
            compdef() { : }
            compadd() { print -rl -- ${(P)2} }
            _files() { print files }
            source <(sluice completion zsh)
            words=(sluice send --to localhost:9 --se) CURRENT=5
            _sluice
            words=(sluice send '') CURRENT=3
            _sluice
            """);

        Assert.Equal(["--send-size", "--sequence", "--server-name", "files"], found);
    }

    [Fact]
    public async Task Fish_CompletesTheWordAtTheCursor()
    {
        await Packages.RequireAsync("fish");

        string[] found = await RunAsync("fish", ["--no-config", "-c"], """
            sluice completion fish | source
            complete -C 'sluice send --to localhost:9 --se'
            """);

        Assert.Equal(["--send-size", "--sequence", "--server-name"], found);
    }

    /// <summary>Runs a script in a shell that finds the tool by its name.</summary>
    private async Task<string[]> RunAsync(string shell, string[] options, string script)
    {
        _folder.WriteText("sluice", $"#!/bin/sh\nexec dotnet exec '{ToolProcess.Assembly}' \"$@\"\n");
        using (ChildProcess chmod = ChildProcess.Start("chmod", "+x", _folder["sluice"]))
            Assert.Equal(0, await chmod.ExitAsync());
        using ChildProcess process = ChildProcess.Start(new ProcessStartInfo(shell, [.. options, script])
        {
            Environment = { ["PATH"] = $"{_folder.FullName}:{Environment.GetEnvironmentVariable("PATH")}", ["HOME"] = _folder.FullName },
        });
        await process.ExitAsync();
        Assert.Equal("", process.Errors);
        return process.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
