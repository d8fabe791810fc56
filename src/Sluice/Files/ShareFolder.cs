using Sluice.Kernel;

namespace Sluice.Files;

/// <summary>The folder that a share is mounted on, held while something below it is opened.</summary>
internal readonly struct ShareFolder : IDisposable
{
    private readonly IKernel _kernel;

    public ShareFolder(IKernel kernel, in ShareFile file, string path)
    {
        _kernel = kernel;
        KernelResult result = FileOpener.OpenPlace(kernel, file.Folder);
        Descriptor = result.Succeeded
            ? (int)result.Value
            : throw new FileNotFoundException($"'{path}' is on a share whose local folder '{file.Folder}' cannot be opened.", path, FileErrors.Describe(result.Error, file.Folder) as IOException);
    }

    public int Descriptor { get; }

    public void Dispose() => _kernel.Close(Descriptor);
}
