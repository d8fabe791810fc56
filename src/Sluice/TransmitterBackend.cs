namespace Sluice;

/// <summary>What a <see cref="Transmitter"/> sends with.</summary>
public enum TransmitterBackend
{
    /// <summary>Linux's own system calls where there are any, the framework's calls elsewhere.</summary>
    Auto,

    /// <summary>Linux's own system calls: gathered, zero-copy.</summary>
    Linux,

    /// <summary>The framework's own socket calls, on any system.</summary>
    Portable,
}
