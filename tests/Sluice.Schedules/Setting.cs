namespace Sluice.Schedules;

/// <summary>What a schedule runs on.</summary>
/// <param name="Profile">The profile of the transmitter.</param>
/// <param name="Reactors">Its reactors.</param>
/// <param name="HasRate">Whether all its sends share a rate.</param>
/// <param name="KeepsFilesOpen">Whether it has an open-file cache.</param>
/// <param name="Capacities">The send buffers of its sockets; every third is one of datagrams, every fourth one without a cork.</param>
internal sealed record Setting(TransmitterProfile Profile, int Reactors, bool HasRate, bool KeepsFilesOpen, params int[] Capacities)
{
    public override string ToString() => $"{Profile}, {Reactors} reactors{(HasRate ? ", a rate" : "")}{(KeepsFilesOpen ? ", a file cache" : "")}, sockets of {string.Join(' ', Capacities)} bytes";
}
