using System.Buffers;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using Sluice.Compare.Workloads;

namespace Sluice.Compare.Peers;

/// <summary>What a careful programmer writes without a library: everything side by side in a pooled buffer, and one send for each buffer.</summary>
internal sealed class HandWrittenSender(Socket socket, WorkloadData data) : ISender
{
    // Measured: many small files do best while the buffer stays in the cache, one large file with fewer, larger calls.
    private const int ManyFilesChunk = 64 * 1024;
    private const int LargeFileChunk = 256 * 1024;

    private readonly int _chunk = (int)Math.Min(data.Workload.BytesPerSend, data.Workload.FilesPerSend > 1 ? ManyFilesChunk : LargeFileChunk);

    public async ValueTask<long> SendAsync(int firstFile)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(_chunk);
        try
        {
            int filled = CopyMemory(buffer);
            long sent = 0;
            for (int i = 0; i < data.Workload.FilesPerSend; i++)
            {
                int index = data.FileAt(firstFile, i);
                SafeFileHandle file = data.Workload.ByPath ? Open(data.Paths[index]) : data.Streams[index].SafeFileHandle;
                try
                {
                    long length = RandomAccess.GetLength(file);
                    for (long offset = 0; offset < length;)
                    {
                        if (filled == _chunk)
                        {
                            sent += await SendAllAsync(buffer, filled).ConfigureAwait(false);
                            filled = 0;
                        }

                        int wanted = (int)Math.Min(_chunk - filled, length - offset);
                        int got = RandomAccess.Read(file, buffer.AsSpan(filled, wanted), offset);
                        if (got == 0)
                            throw new EndOfStreamException();
                        filled += got;
                        offset += got;
                    }
                }
                finally
                {
                    if (data.Workload.ByPath)
                        file.Dispose();
                }
            }

            return sent + await SendAllAsync(buffer, filled).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Dispose()
    {
    }

    // Shared with writers: that spares the two flock(2) calls of a lock which binds nobody.
    private static SafeFileHandle Open(string path) =>
        File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    private int CopyMemory(byte[] buffer)
    {
        data.Header.CopyTo(buffer, 0);
        int filled = data.Header.Length;
        foreach (byte[] piece in data.Buffers)
        {
            piece.CopyTo(buffer, filled);
            filled += piece.Length;
        }

        return filled;
    }

    private async ValueTask<long> SendAllAsync(byte[] buffer, int count)
    {
        int sent = 0;
        while (sent < count)
            sent += await socket.SendAsync(buffer.AsMemory(sent, count - sent), SocketFlags.None).ConfigureAwait(false);
        return sent;
    }
}
