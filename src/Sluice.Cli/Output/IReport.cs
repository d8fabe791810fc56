namespace Sluice.Cli.Output;

/// <summary>Something that a command has to tell.</summary>
internal interface IReport
{
    /// <summary>For people.</summary>
    string ToLine();

    /// <summary>For programs, on one line.</summary>
    string ToJson();
}
