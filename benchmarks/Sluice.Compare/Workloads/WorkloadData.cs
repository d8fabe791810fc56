namespace Sluice.Compare.Workloads;

/// <summary>The memory and the open files of a workload in one leg, shared by its connections.</summary>
internal sealed class WorkloadData : IDisposable
{
    public WorkloadData(Workload workload, string folder)
    {
        Workload = workload;
        Header = new byte[workload.HeaderBytes];
        Buffers = [.. Enumerable.Range(0, workload.Buffers).Select(_ => new byte[workload.BufferBytes])];
        Paths = WorkloadFolder.Paths(folder, workload);
        Streams = workload.ByPath ? [] : [.. Paths.Select(OpenStream)];
    }

    public Workload Workload { get; }

    public byte[] Header { get; }

    public byte[][] Buffers { get; }

    public string[] Paths { get; }

    /// <summary>The files, open; empty where the workload is by path. Asynchronous, for the stock elements take no others.</summary>
    public FileStream[] Streams { get; }

    /// <summary>The n-th file of a send that begins with a given one.</summary>
    public int FileAt(int first, int index) => (first + index) % Paths.Length;

    public static FileStream OpenStream(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous);

    public void Dispose()
    {
        foreach (FileStream stream in Streams)
            stream.Dispose();
    }
}
