using System.Net.Sockets;
using Sluice.Soak.Content;

namespace Sluice.Soak.Lanes;

/// <summary>
/// The receiving end of a stream: reads in pieces of random sizes, at times not at all, and keeps what it has until it is checked. Its reading runs on the pool, all else is
/// called by the lane.
/// </summary>
/// <param name="receive">How to read; 0 is the end of the stream.</param>
/// <param name="random">Its own.</param>
internal sealed class Peer(Func<Memory<byte>, ValueTask<int>> receive, Random random)
{
    private readonly Lock _gate = new();
    private readonly byte[] _chunk = new byte[128 * 1024];
    private byte[] _kept = new byte[64 * 1024];
    private int _count;
    private int _left = int.MaxValue;
    private TaskCompletionSource? _pause;
    private Task? _reading;

    /// <summary>Bytes received and not yet checked.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _count;
        }
    }

    public void Start() => _reading = ReadAsync();

    /// <summary>Reads so many bytes more, of those that are kept now, and then ends.</summary>
    public void EndAfter(int count) => _left = count;

    public void Pause() => _pause = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Resume()
    {
        TaskCompletionSource? pause = _pause;
        _pause = null;
        pause?.SetResult();
    }

    /// <summary>Waits for the end of the stream, or of the reading.</summary>
    public Task EndAsync() => _reading!.WaitAsync(Bounds.Wait);

    /// <summary>Waits until so many bytes are there.</summary>
    public async Task ReachAsync(int count)
    {
        for (int waited = 0; Count < count; waited++)
        {
            if (_reading!.IsCompleted && Count < count)
                throw new WrongOutcomeException($"{count} bytes were told as sent, and {Count} arrived before the end");
            if (waited > Bounds.Wait.TotalMilliseconds)
                throw new WrongOutcomeException($"{count} bytes were told as sent, and {Count} arrived");
            await Task.Delay(1).ConfigureAwait(false);
        }
    }

    /// <summary>Checks that what is kept begins with these bytes, and forgets them.</summary>
    public void Take(IEnumerable<Extent> extents, long count)
    {
        lock (_gate)
        {
            int taken = 0;
            foreach (Extent extent in extents)
            {
                int length = (int)Math.Min(extent.Length, Math.Min(count, _count) - taken);
                int right = DerivedBytes.CountRight(extent.Seed, extent.Offset, _kept.AsSpan(taken, length));
                if (right < length)
                    throw new WrongOutcomeException($"byte {taken + right} of a send is wrong, byte {extent.Offset + right} of its element");
                taken += length;
            }

            _kept.AsSpan(taken, _count - taken).CopyTo(_kept);
            _count -= taken;
        }
    }

    private async Task ReadAsync()
    {
        int piece = random.Next(3) switch { 0 => random.Next(1, 100), 1 => random.Next(100, 8192), _ => _chunk.Length };
        long slow = random.Next(1, 50_000);
        try
        {
            while (_left > 0)
            {
                if (_pause is { } pause)
                    await pause.Task.ConfigureAwait(false);

                // Small pieces at first, or it would never come to an end.
                int most = slow > 0 ? piece : _chunk.Length;
                int received = await receive(_chunk.AsMemory(0, Math.Min(most, _left))).ConfigureAwait(false);
                if (received == 0)
                    return;
                slow -= received;
                _left -= received;
                lock (_gate)
                {
                    if (_count + received > _kept.Length)
                        Array.Resize(ref _kept, Math.Max(_kept.Length * 2, _count + received));
                    _chunk.AsSpan(0, received).CopyTo(_kept.AsSpan(_count));
                    _count += received;
                }
            }
        }
        catch (Exception failure) when (failure is SocketException or IOException or ObjectDisposedException)
        {
            // The lane has reset or closed the connection.
        }
    }
}
