namespace Sluice.Kernel;

/// <summary>States of a TCP connection, as tcpi_state numbers them (include/net/tcp_states.h). Only those that some decision rests on have a name.</summary>
internal enum TcpState
{
    Established = 1,

    /// <summary>Its end has been sent, and not all of it has arrived.</summary>
    FinWait1 = 4,

    /// <summary>The peer's kernel has everything, and may still send.</summary>
    FinWait2 = 5,

    /// <summary>Both sides have ended.</summary>
    TimeWait = 6,

    /// <summary>Both sides have ended, or the connection broke.</summary>
    Close = 7,
}
