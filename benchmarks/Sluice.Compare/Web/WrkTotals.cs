namespace Sluice.Compare.Web;

/// <summary>What wrk saw.</summary>
/// <param name="Bytes">Received, headers included, those of unfinished responses as well.</param>
/// <param name="Requests">Answered to their end.</param>
/// <param name="Errors">Of connections, of sockets and of statuses.</param>
/// <param name="Seconds">How long it ran.</param>
internal sealed record WrkTotals(long Bytes, long Requests, long Errors, double Seconds);
