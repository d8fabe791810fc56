using CsCheck;
using Sluice.Files;
using Sluice.Kernel;
using Sluice.TestSupport.Fuzzing;
using Xunit;

namespace Sluice.Tests.Fuzzing;

/// <summary>Paths between strings and bytes, and to the kernel.</summary>
public sealed class PathFuzz
{
    private static readonly Gen<string> Paths = Spoilt.Text(["/tmp/a.bin", "a", "", "../a", "/nowhere/\udce9.txt", "/nowhere/\U0001F600*"], "/", "\udc80", "\udcff", "\ud83d", "*");

    [Fact]
    public void AnyBytes_ComeBackFromTheirString() => Fuzz.Check(
        Gen.OneOf(Gen.Byte.Array[0, 60], Spoilt.Bytes(Paths)),
        static name =>
        {
            Assert.Equal(name, Encode(PathEncoding.Decode(name)));
            return true;
        },
        static name => Convert.ToHexString(name));

    /// <summary>No string of any kind makes a separator or an end out of what is none, or needs more room than is said.</summary>
    [Fact]
    public void AnyString_HasBytes_AndSeparatorsAndEndsOnlyWhereItHasThem() => Fuzz.Check(
        Paths,
        static path =>
        {
            byte[] bytes = Encode(path);
            Assert.Equal(path.Count(c => c is '/' or '\0' or '\\' or '.'), bytes.Count(value => value is (byte)'/' or 0 or (byte)'\\' or (byte)'.'));
            Assert.Equal(bytes, Encode(PathEncoding.Decode(bytes)));
            return true;
        },
        Fuzz.Print);

    /// <summary>What cannot be opened is told by the exceptions that the documentation names, for a file and for a wildcard.</summary>
    [Fact]
    public void AnyPath_IsOpened_OrRefusedByADocumentedException() => Fuzz.Check(
        Paths,
        static path =>
        {
            LinuxKernel kernel = LinuxKernel.Instance;
            MountTable mounts = new(null);
            ShareOpener shares = new(kernel, new UncShares(new Dictionary<string, string>(), mounts));
            using OpenedFiles files = new(new KernelFiles(kernel, new CachedOpener(kernel), mounts, shares, cache: null, new FileCloser(kernel, new ClosesAtOnce(kernel))));
            try
            {
                files.Open(path);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException || (failure is ArgumentException && path.Contains('\0')))
            {
                Assert.NotEmpty(failure.Message);
            }

            return true;
        },
        Fuzz.Print);

    private static byte[] Encode(string path)
    {
        byte[] bytes = new byte[PathEncoding.MostBytes(path)];
        return bytes[..PathEncoding.Encode(path, bytes)];
    }

    private sealed class OpenedFiles(KernelFiles files) : IDisposable
    {
        /// <summary>As an element of a send does it.</summary>
        public void Open(string path)
        {
            if (path.Length == 0)
                return;
            files.MayWait = true;
            foreach (string match in files.Expand(path)?.Take(3) ?? [path])
                files.Open(match);
        }

        public void Dispose() => files.CloseAll();
    }

    /// <summary>Nothing here lies on a mount that could keep it waiting.</summary>
    private sealed class ClosesAtOnce(LinuxKernel kernel) : IDiskCloser
    {
        public void Close(int descriptor, ulong fileSystem) => kernel.Close(descriptor);
    }
}
