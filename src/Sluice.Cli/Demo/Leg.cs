using System.Globalization;
using Sluice.Cli.Commands;

namespace Sluice.Cli.Demo;

/// <summary>One workload, sent one way.</summary>
/// <param name="Workload">What is sent.</param>
/// <param name="Way">The call to send with.</param>
internal sealed record Leg(Workload Workload, Way Way)
{
    /// <summary>The arguments with which this program becomes the sender of the leg.</summary>
    public IReadOnlyList<string> ToArguments(string address) =>
    [
        LegCommand.CommandName,
        "--way", Way.ToString(),
        "--to", address,
        "--warmups", Workload.Warmups.ToString(CultureInfo.InvariantCulture),
        "--sends", Workload.Sends.ToString(CultureInfo.InvariantCulture),
        .. Way == Way.Sluice ? Workload.Elements : Workload.ExpandedElements,
    ];
}
