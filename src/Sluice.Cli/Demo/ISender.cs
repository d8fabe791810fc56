namespace Sluice.Cli.Demo;

/// <summary>One way to send the same elements over one socket, again and again.</summary>
internal interface ISender : IDisposable
{
    /// <summary>Sends all elements once.</summary>
    /// <returns>The bytes that the call says it has sent.</returns>
    ValueTask<long> SendAsync(CancellationToken cancellationToken);
}
