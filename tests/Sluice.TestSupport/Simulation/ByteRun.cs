namespace Sluice.TestSupport.Simulation;

/// <summary>A stretch of bytes of some content.</summary>
internal readonly record struct ByteRun(FileContent Content, long Offset, long Length);
