namespace Sluice.AspNetCore.Transport;

/// <summary>Where the output of a connection goes.</summary>
internal interface IOutputSender
{
    /// <summary>Sends the elements in order, as a whole. They are borrowed until the task has completed.</summary>
    ValueTask<long> SendAsync(ReadOnlySpan<PacketElement> elements);

    /// <summary>Ends the connection, because a send of it has failed.</summary>
    void Abort(Exception reason);
}
