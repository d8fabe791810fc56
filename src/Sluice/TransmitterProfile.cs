namespace Sluice;

/// <summary>
/// What a <see cref="Transmitter"/> is built for, as the page of <c>Socket.SendPacketsAsync</c> tells Windows' server and client editions apart: high
/// performance, or small memory. docs/options.md has a table of what each costs.
/// </summary>
public enum TransmitterProfile
{
    /// <summary>Any number of sends outstanding at a time, large buffers, one reactor thread for every four processors.</summary>
    Server,

    /// <summary>
    /// At most two sends outstanding at a time; the others wait in order of arrival, sockets taking turns. Small buffers, one reactor thread, two disk threads.
    /// </summary>
    Client,
}
