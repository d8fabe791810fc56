namespace Sluice.AspNetCore.Transport;

/// <summary>Where the output of a connection goes.</summary>
internal interface IOutputSender
{
    /// <summary>Sends the elements in order, as a whole. They are borrowed until the task has completed.</summary>
    /// <param name="elements">What to send.</param>
    /// <param name="options">How, where somebody wants to hear of its progress.</param>
    ValueTask<long> SendAsync(ReadOnlySpan<PacketElement> elements, SendPacketsOptions? options);

    /// <summary>Ends the connection, because a send of it has failed.</summary>
    void Abort(Exception reason);
}
