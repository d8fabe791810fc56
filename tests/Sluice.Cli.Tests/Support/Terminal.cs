using System.Diagnostics;
using Sluice.TestSupport.Mounts;
using Sluice.TestSupport.Processes;

namespace Sluice.Cli.Tests.Support;

/// <summary>A shell in a real pseudo-terminal, by a tmux of its own, in which <c>sluice</c> is the tool.</summary>
internal sealed class Terminal : IAsyncDisposable
{
    private const string Session = "test";

    private readonly string _server;

    private Terminal(string server) => _server = server;

    public static async Task<Terminal> StartAsync(TemporaryFolder folder)
    {
        await Packages.RequireAsync("tmux");
        folder.WriteText(".rc", $"PS1='$ '\nsluice() {{ dotnet exec '{ToolProcess.Assembly}' \"$@\"; }}\ncd '{folder.FullName}'\nclear\n");

        // A socket by its path: the folder of the test, and with it the server's name, is this test's alone.
        Terminal terminal = new(folder["tmux"]);
        await terminal.RunAsync("-f", "/dev/null", "new-session", "-d", "-s", Session, "-x", "100", "-y", "30", "env", "-u", "CI", "-u", "NO_COLOR", "bash", "--rcfile", folder[".rc"]);
        await terminal.UntilAsync(static screen => screen.StartsWith('$'), "the prompt");
        return terminal;
    }

    /// <summary>Types a command and the return key.</summary>
    public async Task TypeAsync(string command)
    {
        await RunAsync("send-keys", "-t", Session, "-l", command);
        await RunAsync("send-keys", "-t", Session, "Enter");
    }

    /// <param name="key">As tmux names it: <c>C-c</c>.</param>
    public Task PressAsync(string key) => RunAsync("send-keys", "-t", Session, key);

    /// <summary>The screen, once it shows something.</summary>
    public async Task<string> UntilAsync(Func<string, bool> shows, string what)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            string screen = await RunAsync("capture-pane", "-p", "-t", Session);
            if (shows(screen))
                return screen;
            if (Stopwatch.GetElapsedTime(start) > Bound.Wait)
                throw new TimeoutException($"The terminal does not show {what}, but:\n{screen}");
        }
    }

    public async ValueTask DisposeAsync() => await RunAsync("kill-server");

    private async Task<string> RunAsync(params string[] arguments)
    {
        using ChildProcess tmux = ChildProcess.Start("tmux", ["-S", _server, .. arguments]);
        int code = await tmux.ExitAsync();
        return code == 0 ? tmux.Output : throw new InvalidOperationException($"tmux {string.Join(' ', arguments)} ended with {code}: {tmux.Errors}");
    }
}
