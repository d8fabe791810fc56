namespace Sluice.Cli.Sending;

/// <summary>Work that may take only so long.</summary>
internal static class Deadline
{
    /// <param name="work">Ends with an <see cref="OperationCanceledException"/> when its token says so.</param>
    /// <param name="bound">Null for as long as it takes.</param>
    /// <param name="late">What to throw when the time is over.</param>
    /// <param name="cancellationToken">Ends it at any time.</param>
    public static async Task RunAsync(Func<CancellationToken, Task> work, TimeSpan? bound, Func<Exception> late, CancellationToken cancellationToken)
    {
        using CancellationTokenSource source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (bound is { } time)
            source.CancelAfter(time);
        try
        {
            await work(source.Token);
        }
        catch (OperationCanceledException) when (source.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw late();
        }
    }
}
