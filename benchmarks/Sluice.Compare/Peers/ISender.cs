namespace Sluice.Compare.Peers;

/// <summary>One connection's way of sending its workload. Used by one task at a time.</summary>
internal interface ISender : IDisposable
{
    /// <summary>Sends everything once.</summary>
    /// <param name="firstFile">The file to begin with, where the workload has files.</param>
    /// <returns>Bytes that the kernel has taken.</returns>
    ValueTask<long> SendAsync(int firstFile);
}
