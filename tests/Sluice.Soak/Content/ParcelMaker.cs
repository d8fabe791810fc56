using System.Net.Sockets;

namespace Sluice.Soak.Content;

/// <summary>Makes random lists of elements: memory of all shapes, files by path, handle, stream and wildcard, ranges, cold ones, empty ones.</summary>
internal sealed class ParcelMaker(FileStore files, Random random)
{
    private ulong _nextSeed = (ulong)random.NextInt64();

    /// <summary>A list of elements with at most so many bytes in all, and in one.</summary>
    public Parcel Make(int most, int mostOfOne = int.MaxValue)
    {
        Parcel parcel = new();
        int count = random.Next(10) == 0 ? random.Next(20, 100) : random.Next(1, 8);
        for (int i = 0; i < count && parcel.Length < most; i++)
            AddAny(parcel, Math.Min(most - parcel.Length, mostOfOne));
        return parcel;
    }

    private void AddAny(Parcel parcel, int most)
    {
        switch (random.Next(20))
        {
            case 0:
                parcel.Add(default, null);
                break;
            case 1:
                AddWildcard(parcel, most);
                break;
            case < 9:
                AddFile(parcel, most);
                break;
            default:
                AddMemory(parcel, most);
                break;
        }
    }

    private void AddMemory(Parcel parcel, int most)
    {
        int length = Math.Min(most, Size());
        Extent extent = new(_nextSeed++, 0, length);
        bool ends = random.Next(10) == 0;
        switch (random.Next(5))
        {
            case 0:
                byte[] array = new byte[length];
                DerivedBytes.Fill(extent.Seed, 0, array);
                parcel.Add((PacketElement)array with { EndOfPacket = ends }, new SendPacketsElement(array, 0, length, ends), extent);
                break;
            case 1:
                NativeBytes native = parcel.LendNative(length);
                DerivedBytes.Fill(extent.Seed, 0, native.GetSpan());
                parcel.Add((PacketElement)native.Memory with { EndOfPacket = ends }, new SendPacketsElement(native.Memory, ends), extent);
                break;
            case 2:
                byte[] pinned = GC.AllocateUninitializedArray<byte>(length, pinned: true);
                DerivedBytes.Fill(extent.Seed, 0, pinned);
                parcel.Add((PacketElement)pinned with { EndOfPacket = ends }, new SendPacketsElement(pinned.AsMemory(), ends), extent);
                break;
            case 3:
                byte[] segmented = parcel.Lend(length);
                DerivedBytes.Fill(extent.Seed, 0, segmented.AsSpan(0, length));
                parcel.AddOurs(PacketElement.FromSequence(Link.Sequence(segmented.AsMemory(0, length), random)), extent);
                break;
            default:
                byte[] lent = parcel.Lend(length + 16);
                int start = random.Next(16);
                DerivedBytes.Fill(extent.Seed, 0, lent.AsSpan(start, length));
                parcel.Add((PacketElement)lent.AsMemory(start, length) with { EndOfPacket = ends }, new SendPacketsElement(lent, start, length, ends), extent);
                break;
        }
    }

    private void AddFile(Parcel parcel, int most)
    {
        StoredFile file = files.Any(random);
        if (random.Next(4) == 0)
            FileStore.MakeCold(file);
        bool isWhole = file.Length <= most && random.Next(2) == 0;
        int offset = isWhole ? 0 : random.Next(file.Length + 1);
        int length = isWhole ? file.Length : random.Next(Math.Min(file.Length - offset, most) + 1);
        Extent extent = new(file.Seed, offset, length);
        bool ends = random.Next(10) == 0;

        // A count of 0 means the whole file to the framework's own type, and no bytes to ours.
        bool fits = isWhole || length > 0;
        PacketElement element;
        SendPacketsElement? stock = null;
        if (random.Next(2) == 0)
        {
            element = PacketElement.FromFile(file.Path, offset, isWhole ? null : length);
            if (fits)
                stock = new SendPacketsElement(file.Path, offset, isWhole ? 0 : length, ends);
        }
        else
        {
            element = PacketElement.FromFile(file.Stream.SafeFileHandle, offset, isWhole ? null : length);
            if (fits)
                stock = new SendPacketsElement(file.Stream, offset, isWhole ? 0 : length, ends);
        }

        element = element with { EndOfPacket = ends };
        if (fits)
            parcel.Add(element, stock, extent);
        else
            parcel.AddOurs(element, extent);
    }

    private void AddWildcard(Parcel parcel, int most)
    {
        Extent[] all = [.. files.Several.Select(static file => new Extent(file.Seed, 0, file.Length))];
        if (all.Sum(static extent => extent.Length) <= most)
            parcel.Add(PacketElement.FromFile(files.Pattern), new SendPacketsElement(files.Pattern), all);
    }

    private int Size() => random.Next(20) switch
    {
        0 => 0,
        < 10 => random.Next(1, 300),
        < 17 => random.Next(300, 20_000),
        < 19 => random.Next(20_000, 300_000),
        _ => random.Next(300_000, 2_000_000),
    };
}
