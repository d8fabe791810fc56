using System.ComponentModel;
using System.Diagnostics;
using Sluice.Compare.Files;

namespace Sluice.Compare.Legs;

/// <summary>The programs in C, compiled by the run into a temporary folder; gone when disposed of.</summary>
internal sealed class NativePrograms : IDisposable
{
    private readonly TemporaryFolder _folder = new("compare-c");

    private NativePrograms()
    {
    }

    public string Receiver => _folder["receiver"];

    public string Sender => _folder["sender"];

    /// <summary>Sends datagrams.</summary>
    public string DatagramSender => _folder["datagrams"];

    /// <summary>The receiver of the study of latency.</summary>
    public string Answerer => _folder["answerer"];

    /// <summary>Null where there is no C compiler.</summary>
    public static async Task<NativePrograms?> CompileAsync(CancellationToken cancellationToken)
    {
        NativePrograms programs = new();
        try
        {
            await CompileAsync("receiver.c", programs.Receiver, cancellationToken).ConfigureAwait(false);
            await CompileAsync("sender.c", programs.Sender, cancellationToken).ConfigureAwait(false);
            await CompileAsync("datagrams.c", programs.DatagramSender, cancellationToken).ConfigureAwait(false);
            await CompileAsync("answerer.c", programs.Answerer, cancellationToken).ConfigureAwait(false);
            return programs;
        }
        catch (Win32Exception)
        {
            programs.Dispose();
            return null;
        }
        catch
        {
            programs.Dispose();
            throw;
        }
    }

    public void Dispose() => _folder.Dispose();

    private static async Task CompileAsync(string source, string program, CancellationToken cancellationToken)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "native", source);
        using Process compiler = Process.Start("cc", ["-O2", "-Wall", "-pthread", "-o", program, path]);
        await compiler.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        if (compiler.ExitCode != 0)
            throw new InvalidOperationException($"cc does not compile {source}.");
    }
}
