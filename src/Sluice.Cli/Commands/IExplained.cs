namespace Sluice.Cli.Commands;

/// <summary>A command whose help has examples.</summary>
internal interface IExplained
{
    /// <summary>Command lines, one a line.</summary>
    IReadOnlyList<string> Examples { get; }
}
