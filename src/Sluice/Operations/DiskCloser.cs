using Sluice.Files;
using Sluice.Kernel;
using Sluice.Reactor;

namespace Sluice.Operations;

/// <summary>Closes on disk threads what a reactor or a caller must not wait for (docs/decisions/0051, 0067).</summary>
internal sealed class DiskCloser(IKernel kernel, DiskThreads disk) : IDiskCloser
{
    public void Close(int descriptor, ulong fileSystem) => disk.Post(new Closing(kernel, descriptor, fileSystem));

    private sealed class Closing(IKernel kernel, int descriptor, ulong fileSystem) : IDiskWork
    {
        public ulong DiskLane => fileSystem;

        public void RunDiskStep() => kernel.Close(descriptor);

        public void EndDiskStep()
        {
            // Nobody waits for it.
        }

        public void StopOnDisk()
        {
            // Closed all the same: the threads end when nothing is left for them.
        }
    }
}
