using System.Text;
using CsCheck;
using Sluice.Files;
using Sluice.Kernel;
using Sluice.TestSupport.Fuzzing;
using Xunit;

namespace Sluice.Tests.Fuzzing;

/// <summary>Mount tables whose names somebody else chose, and some that no kernel writes.</summary>
public sealed class MountTableFuzz
{
    private const string Valid = """
        20 1 8:1 / / rw - ext4 /dev/sda1 rw
        21 20 0:30 / /slow rw,relatime shared:1 master:2 - fuse.bindfs bindfs rw
        22 20 0:31 /sub\040folder /mnt/the\040music\011\134\012 rw - cifs //nas/the\040music rw,vers=3.0
        23 22 0:32 / /mnt/the\040music\011\134\012/inner rw - nfs4 box:/export rw

        """;

    [Fact]
    public void AnyTable_IsRead() => Fuzz.Check(
        Spoilt.Bytes(Spoilt.Text([Valid, "", "\n", "20 1 8:1 / / rw - ext4 /dev/sda1 rw"], " - ", "\\0", "\\040", "\\777", "8:1", "4294967296:0", "\n", " ")),
        static table =>
        {
            IReadOnlyList<Mount> mounts = MountTable.Parse(table);
            MountSnapshot snapshot = new(mounts);
            foreach (Mount mount in mounts)
                Assert.True(!mount.IsRemote || (snapshot.IsRemote(mount.FileSystem) && MountTable.HasRemote(table)));

            // None hides one before it that is still there.
            if (mounts.Count < 200)
                Assert.All(mounts.Index(), later => Assert.DoesNotContain(mounts.Take(later.Index), hidden => later.Item.Contains(hidden.Point)));
            return mounts.Count > 0;
        },
        static table => Fuzz.Print(Encoding.Latin1.GetString(table)));

    /// <summary>Names of any bytes, written as the kernel writes them.</summary>
    [Fact]
    public void AnyNames_ComeBack() => Fuzz.Check(
        Gen.Select(Gen.Byte.Array[0, 40], Gen.Byte.Array[0, 40], Gen.Byte.Array[1, 40], Gen.UInt, Gen.UInt, Gen.Int[0, 3]),
        static input =>
        {
            (byte[] root, byte[] point, byte[] source, uint major, uint minor, int tags) = input;
            byte[] line =
            [
                .. Encoding.ASCII.GetBytes($"36 35 {major}:{minor} /"), .. Escaped(root), .. " /"u8, .. Escaped(point), .. " rw,noatime "u8,
                .. Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("master:1 ", tags))), .. "- fuse.x "u8, .. Escaped(source), .. " rw\n"u8,
            ];
            Mount mount = Assert.Single(MountTable.Parse(line));
            Assert.Equal(new Mount(FileIdentity.Device(major, minor), "/" + PathEncoding.Decode(root), "/" + PathEncoding.Decode(point), "fuse.x", PathEncoding.Decode(source)), mount);
            return true;
        },
        static input => $"{Convert.ToHexString(input.Item1)} {Convert.ToHexString(input.Item2)} {Convert.ToHexString(input.Item3)} {input.Item4}:{input.Item5}");

    /// <summary>What a reference of one line finds: those that no later one contains.</summary>
    [Fact]
    public void MountsThatAreHidden_AreLeftOut() => Fuzz.Check(
        Gen.OneOf(Gen.Const("a"), Gen.Const("ab"), Gen.Const("b"), Gen.Const("")).Array[0, 4].Select(static parts => "/" + string.Join('/', parts)).Array[0, 12],
        static points =>
        {
            string table = string.Concat(points.Select(static (point, index) => $"{index} 1 0:{index} / {point} rw - ext4 x rw\n"));
            IEnumerable<Mount> all = points.Select(static (point, index) => new Mount(FileIdentity.Device(0, (uint)index), "/", point, "ext4", "x"));

            Assert.Equal(all.Where((mount, index) => !all.Skip(index + 1).Any(later => later.Contains(mount.Point))), MountTable.Parse(Encoding.ASCII.GetBytes(table)));
            return true;
        },
        static points => string.Join(' ', points));

    /// <summary>As many mounts as the kernel allows (fs.mount-max), and a name of nothing but blanks: the time grows with the table, not with its square.</summary>
    [Fact]
    public void LongestTable_TakesNoTime()
    {
        StringBuilder table = new();
        for (int i = 0; i < 100_000; i++)
            table.Append(null, $"{i} 1 0:{i} / /mnt/{i % 300}/{i} rw - fuse.x x rw\n");
        table.Append("36 35 98:0 / /").Insert(table.Length, @"\040", 100_000).Append(" rw - ext4 x rw\n");
        byte[] bytes = Encoding.ASCII.GetBytes(table.ToString());
        TimeSpan before = ThreadClock.Now;

        IReadOnlyList<Mount> mounts = MountTable.Parse(bytes);

        TimeSpan taken = ThreadClock.Now - before;
        Assert.True(taken < TimeSpan.FromSeconds(10), $"It took {taken} of the processor.");
        Assert.Equal(100_001, mounts.Count);
        Assert.Equal(100_001, mounts[^1].Point.Length);
    }

    private static byte[] Escaped(byte[] name) =>
        [.. name.SelectMany(static value => value is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\\' ? Encoding.ASCII.GetBytes($"\\{Convert.ToString(value, 8).PadLeft(3, '0')}") : [value])];
}
