using System.IO.Pipelines;

namespace Sluice.LinuxTests.Writing;

/// <summary>The stream of a pipe, whose reader holds the writer up at 64 KiB.</summary>
public sealed class PipeFlavour(TransmitterBackend backend) : StreamFlavour(backend)
{
    public override bool SeesPeer => false;

    public override bool KnowsThatItIsClosed => false;

    public override bool SurvivesCancellation => false;

    public override Task<StreamPair> ConnectAsync()
    {
        Pipe pipe = new(new PipeOptions(pauseWriterThreshold: 64 * 1024, resumeWriterThreshold: 32 * 1024));
        return Task.FromResult(new StreamPair(pipe.Writer.AsStream(), pipe.Reader.AsStream()));
    }
}
