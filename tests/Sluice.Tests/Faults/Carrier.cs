namespace Sluice.Tests.Faults;

/// <summary>What a send goes over.</summary>
internal enum Carrier
{
    Tcp,

    /// <summary>A stream socket that knows no cork.</summary>
    Unix,

    /// <summary>Datagrams that the kernel cuts (UDP_SEGMENT).</summary>
    SegmentedDatagrams,

    /// <summary>Datagrams that it does not.</summary>
    Datagrams,

    /// <summary>A stream of the framework's, such as that of TLS.</summary>
    Stream,
}
