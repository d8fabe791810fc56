using System.IO.Pipelines;

namespace Sluice.AspNetCore.Transport;

/// <summary>The transport's own input, and an output of ours.</summary>
internal sealed class DuplexPipe(PipeReader input, PipeWriter output) : IDuplexPipe
{
    public PipeReader Input => input;

    public PipeWriter Output => output;
}
