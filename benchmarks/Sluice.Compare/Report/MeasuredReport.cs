using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sluice.Compare.Report;

/// <summary>Everything that a run has measured, every leg of it, as it lies in a file of JSON.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ComparisonReport), "workloads")]
[JsonDerivedType(typeof(CurvesReport), "curves")]
[JsonDerivedType(typeof(WebComparisonReport), "web")]
internal abstract record MeasuredReport
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true, AllowOutOfOrderMetadataProperties = true };

    public int ProcessorCount { get; init; } = Environment.ProcessorCount;

    public string System { get; init; } = Environment.OSVersion.VersionString;

    public string Runtime { get; init; } = Environment.Version.ToString();

    /// <summary>This report and another one of its kind, as one.</summary>
    public abstract MeasuredReport With(MeasuredReport other);

    public async Task WriteAsync(string path, CancellationToken cancellationToken)
    {
        await using FileStream file = File.Create(path);
        await JsonSerializer.SerializeAsync(file, this, Format, cancellationToken).ConfigureAwait(false);
    }

    public static async Task<MeasuredReport> ReadAsync(string path, CancellationToken cancellationToken)
    {
        await using FileStream file = File.OpenRead(path);
        return await JsonSerializer.DeserializeAsync<MeasuredReport>(file, Format, cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidDataException($"{path} has no report.");
    }

    protected static T SameKind<T>(MeasuredReport other)
        where T : MeasuredReport => other as T ?? throw new InvalidDataException("The files are of different kinds.");
}
