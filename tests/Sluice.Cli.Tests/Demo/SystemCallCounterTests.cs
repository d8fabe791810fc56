using Sluice.Cli.Demo;
using Xunit;

namespace Sluice.Cli.Tests.Demo;

/// <summary>A trace has the start of the runtime in it, and calls of several threads cut into each other.</summary>
public sealed class SystemCallCounterTests
{
    [Fact]
    public void OnlyCallsBetweenTheMarks_AreCounted_AndEachOnce()
    {
        string[] trace =
        [
            "100  openat(AT_FDCWD, \"/lib/libc.so\", O_RDONLY) = 3",
            $"100  stat(\"{TraceMarks.Begin}\", 0x7ffc) = -1 ENOENT (No such file or directory)",
            "100  openat(AT_FDCWD, \"a.bin\", O_RDONLY|O_CLOEXEC) = 9",
            "101  epoll_wait(5,  <unfinished ...>",
            "100  sendfile(8, 9, [0], 4096) = 4096",
            "101  <... epoll_wait resumed>[], 1024, -1) = 0",
            "100  mmap(NULL, 4096, PROT_READ, MAP_SHARED, 9, 0) = 0x7f00",
            "100  sendfile(8, 9, [4096], 4096) = 4096",
            $"100  stat(\"{TraceMarks.End}\", 0x7ffc) = -1 ENOENT (No such file or directory)",
            "100  close(8) = 0",
        ];

        SystemCallCount count = SystemCallCounter.Count(trace, sends: 1);

        Assert.Equal(4, count.Total);
        Assert.Equal("sendfile 2, epoll_wait 1, openat 1", count.Note);
    }

    [Fact]
    public void TraceWithoutMarks_CountsNothing() => Assert.Equal(0, SystemCallCounter.Count(["100  close(8) = 0"], sends: 1).Total);
}
