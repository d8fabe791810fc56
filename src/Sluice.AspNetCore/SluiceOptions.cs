namespace Sluice.AspNetCore;

/// <summary>How Kestrel sends files through Sluice.</summary>
public sealed class SluiceOptions
{
    /// <summary>What sends: <see cref="Transmitter.Shared"/> unless set. One of the application's own stays the application's to dispose of, after the host.</summary>
    public Transmitter Transmitter { get; set; } = Transmitter.Shared;

    /// <summary>
    /// The name of a response header that tells, on responses that send a file, which way it goes: <c>sendfile</c> or <c>copy</c>. Null, the default: no header.
    /// </summary>
    /// <remarks>For tests and for finding out; the counter <c>sluice.aspnetcore.files</c> of the meter <c>Sluice.AspNetCore</c> tells the same in numbers.</remarks>
    public string? WayHeader { get; set; }
}
