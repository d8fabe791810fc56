using Sluice.AspNetCore.Transport;

namespace Sluice.AspNetCore.Tests.Support;

/// <summary>Takes what a connection sends, and completes it when the test says so.</summary>
internal sealed class HeldSender : IOutputSender
{
    private readonly Queue<TaskCompletionSource<long>> _pending = new();

    /// <summary>Every send so far, as many bytes of memory and files as it had pieces.</summary>
    public List<PacketElement[]> Sends { get; } = [];

    public Exception? AbortReason { get; private set; }

    /// <summary>Whether sends wait for <see cref="Complete"/>.</summary>
    public bool Holds { get; set; } = true;

    public bool HasPending => _pending.Count > 0;

    /// <summary>Who hears of the progress of the last send; null where nobody does.</summary>
    public IProgress<SendPacketsProgress>? Progress { get; private set; }

    public ValueTask<long> SendAsync(ReadOnlySpan<PacketElement> elements, SendPacketsOptions? options)
    {
        Progress = options?.Progress;
        Sends.Add(elements.ToArray());
        if (!Holds)
            return ValueTask.FromResult(0L);
        TaskCompletionSource<long> pending = new();
        _pending.Enqueue(pending);
        return new ValueTask<long>(pending.Task);
    }

    public void Complete() => _pending.Dequeue().SetResult(0);

    public void Fail(Exception reason) => _pending.Dequeue().SetException(reason);

    public void Abort(Exception reason) => AbortReason = reason;
}
