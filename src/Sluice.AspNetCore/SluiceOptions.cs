namespace Sluice.AspNetCore;

/// <summary>How Kestrel sends files through Sluice. Set by <see cref="SluiceWebHostBuilderExtensions"/>, and read when the host starts.</summary>
/// <example>
/// <code>
/// builder.WebHost.UseSluice(options => options.OpenFileCapacity = 2048);
/// </code>
/// </example>
public sealed class SluiceOptions
{
    /// <summary>What sends: <see cref="Transmitter.Shared"/> unless set. One of the application's own stays the application's to dispose of, after the host.</summary>
    public Transmitter Transmitter { get; set; } = Transmitter.Shared;

    /// <summary>
    /// Most files that are kept open for a few seconds after a response, for the next one that sends the same. 512 unless set; 0 keeps none. Each is a descriptor of the
    /// process. A file that is replaced, or whose rights change, is opened anew by the next request.
    /// </summary>
    public int OpenFileCapacity { get; set; } = 512;

    /// <summary>
    /// The name of a response header that tells, on responses that send a file, which way it goes: <c>sendfile</c> or <c>copy</c>. Null, the default: no header.
    /// </summary>
    /// <remarks>For tests and for finding out; the counter <c>sluice.aspnetcore.files</c> of the meter <c>Sluice.AspNetCore</c> tells the same in numbers.</remarks>
    public string? WayHeader { get; set; }
}
