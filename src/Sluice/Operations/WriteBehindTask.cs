namespace Sluice.Operations;

/// <summary>The awaitable pattern's: a task that ends early.</summary>
internal sealed class WriteBehindTask : WriteBehind
{
    private readonly TaskCompletionSource<long> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<long> Task => _source.Task;

    protected override void TellEarly(long bytes) => _source.SetResult(bytes);

    protected override void TellEnd(object target, in SendResult result)
    {
        if (result.Succeeded)
            _source.SetResult(result.Bytes);
        else
            _source.SetException(result.ToException(CancellationToken.None));
    }
}
