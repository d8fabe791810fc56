using Sluice.Files;
using Sluice.Kernel;
using Sluice.Tests.Streams;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Files;

/// <summary>When the kernel's cached lookup of paths counts as missing.</summary>
public sealed class CachedOpenerTests
{
    private readonly SimulatedKernel _kernel = new();

    public CachedOpenerTests() => _kernel.AddFile("/a", Bytes.Of(10));

    /// <summary>A daemon answers what it likes: the opens of all other files would block their callers for it from then on.</summary>
    [Theory]
    [InlineData(Errno.Invalid)]
    [InlineData(Errno.NotImplemented)]
    [InlineData(Errno.NotPermitted)]
    public void ErrorOfOneFile_DoesNotMakeTheOthersWait(Enum error)
    {
        CachedOpener opener = new(_kernel);
        _kernel.Faults.At(CallKind.Open, 1).Fails((Errno)error);

        Assert.True(opener.Open("/a").Succeeded);
        _kernel.ClearCalls();
        Assert.True(opener.Open("/a").Succeeded);

        Assert.True(Assert.Single(_kernel.Calls).IsNoWait);
    }

    [Theory]
    [InlineData(Errno.Invalid)]
    [InlineData(Errno.NotImplemented)]
    public void KernelWithoutTheCall_IsAskedOnce_AndByEachTransmitterForItself(Enum error)
    {
        CachedOpener opener = new(_kernel);
        _kernel.Faults.When(call => call.IsNoWait).Fails((Errno)error).Always();

        Assert.True(opener.Open("/a").Succeeded);
        _kernel.ClearCalls();
        Assert.True(opener.Open("/a").Succeeded);
        Assert.False(Assert.Single(_kernel.Calls).IsNoWait);

        _kernel.Faults.Clear();
        _kernel.ClearCalls();
        Assert.True(new CachedOpener(_kernel).Open("/a").Succeeded);
        Assert.True(Assert.Single(_kernel.Calls).IsNoWait);
    }
}
