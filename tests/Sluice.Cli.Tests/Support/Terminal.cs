using System.Diagnostics;
using Sluice.TestSupport.Mounts;
using Sluice.TestSupport.Processes;

namespace Sluice.Cli.Tests.Support;

/// <summary>A shell in a real pseudo-terminal, by a tmux of its own, in which <c>sluice</c> is the tool.</summary>
internal sealed class Terminal : IDisposable
{
    private const string Session = "test";

    private readonly ChildProcess _server;
    private readonly string _socket;

    private Terminal(ChildProcess server, string socket)
    {
        _server = server;
        _socket = socket;
    }

    public static async Task<Terminal> StartAsync(TemporaryFolder folder)
    {
        await Packages.RequireAsync("tmux");
        folder.WriteText(".rc", $"PS1='$ '\nsluice() {{ dotnet exec '{ToolProcess.Assembly}' \"$@\"; }}\ncd '{folder.FullName}'\nclear\n");

        // A socket by its path: the folder of the test, and with it the server's name, is this test's alone. No daemon: the shell is a child of the server, and that one of the test.
        string socket = folder["tmux"];
        Terminal terminal = new(ChildProcess.Start("tmux", "-S", socket, "-f", "/dev/null", "-D"), socket);
        try
        {
            await terminal.ShowShellAsync(folder);
            return terminal;
        }
        catch
        {
            terminal.Dispose();
            throw;
        }
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

    public void Dispose() => _server.Dispose();

    private async Task ShowShellAsync(TemporaryFolder folder)
    {
        await _server.UntilAsync(() => File.Exists(_socket), "tmux listens");
        await RunAsync("new-session", "-d", "-s", Session, "-x", "100", "-y", "30", "env", "-u", "CI", "-u", "NO_COLOR", "bash", "--rcfile", folder[".rc"]);
        await UntilAsync(static screen => screen.StartsWith('$'), "the prompt");
    }

    private async Task<string> RunAsync(params string[] arguments)
    {
        using ChildProcess tmux = ChildProcess.Start("tmux", ["-S", _socket, .. arguments]);
        int code = await tmux.ExitAsync();
        return code == 0 ? tmux.Output : throw new InvalidOperationException($"tmux {string.Join(' ', arguments)} ended with {code}: {tmux.Errors}");
    }
}
