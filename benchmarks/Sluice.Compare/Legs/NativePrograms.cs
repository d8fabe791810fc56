using System.ComponentModel;
using System.Diagnostics;

namespace Sluice.Compare.Legs;

/// <summary>The programs in C, compiled by the run into a temporary folder; gone when disposed of.</summary>
internal sealed class NativePrograms : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sluice-compare-c-");

    private NativePrograms()
    {
    }

    public string Receiver => Path.Combine(_folder.FullName, "receiver");

    public string Sender => Path.Combine(_folder.FullName, "sender");

    /// <summary>Sends datagrams.</summary>
    public string DatagramSender => Path.Combine(_folder.FullName, "datagrams");

    /// <summary>The receiver of the study of latency.</summary>
    public string Answerer => Path.Combine(_folder.FullName, "answerer");

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

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task CompileAsync(string source, string program, CancellationToken cancellationToken)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "native", source);
        using Process compiler = Process.Start("cc", ["-O2", "-Wall", "-pthread", "-o", program, path]);
        await compiler.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        if (compiler.ExitCode != 0)
            throw new InvalidOperationException($"cc does not compile {source}.");
    }
}
