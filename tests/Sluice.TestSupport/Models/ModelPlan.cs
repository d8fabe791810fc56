using System.Buffers;
using Microsoft.Win32.SafeHandles;
using Sluice.Kernel;
using Sluice.TestSupport.Simulation;

namespace Sluice.TestSupport.Models;

/// <summary>
/// A plan on a simulated kernel: its elements, with the files that they name, and the bytes that are to arrive, worked out without the planner.
/// </summary>
internal sealed class ModelPlan : IDisposable
{
    private const int FilesOfWildcard = 3;
    private const int SharedLength = 400_000;

    private readonly SimulatedKernel _kernel;
    private readonly List<int> _handles = [];
    private readonly List<(byte[] Bytes, bool Ends)> _parts = [];
    private readonly List<SimulatedFile?> _sources = [];

    /// <param name="kernel">Whose files it names.</param>
    /// <param name="elements">What it is to be.</param>
    /// <param name="seed">Tells its bytes and its files from those of others.</param>
    public ModelPlan(SimulatedKernel kernel, IReadOnlyList<ModelElement> elements, int seed)
    {
        _kernel = kernel;
        Elements = new PacketElement[elements.Count];
        for (int i = 0; i < elements.Count; i++)
            Elements[i] = Build(elements[i], (seed * 1000) + i) with { EndOfPacket = elements[i].EndOfPacket };
        Whole = Join(_parts);
    }

    public PacketElement[] Elements { get; }

    /// <summary>All its bytes.</summary>
    public byte[] Whole { get; }

    /// <summary>Its files, in the order of the elements.</summary>
    public IEnumerable<SimulatedFile> Files => _sources.OfType<SimulatedFile>();

    /// <summary>All its bytes, of files as far as they reach now.</summary>
    public byte[] WholeNow => Join(PartsNow);

    /// <summary>The datagrams that it makes.</summary>
    public List<byte[]> Datagrams(int sendSize) => DatagramModel.Expect(_parts, sendSize);

    /// <summary>The datagrams that it makes, of files as far as they reach now.</summary>
    public List<byte[]> DatagramsNow(int sendSize) => DatagramModel.Expect(PartsNow, sendSize);

    private List<(byte[] Bytes, bool Ends)> PartsNow =>
        [.. _parts.Zip(_sources, static (part, source) => source is null ? part : (part.Bytes[..(int)Math.Min(part.Bytes.Length, source.Length)], part.Ends))];

    public void Dispose()
    {
        foreach (int handle in _handles)
            _kernel.CloseByOwner(handle);
    }

    private PacketElement Build(ModelElement element, int seed)
    {
        ReadOnlyMemory<byte> bytes = SampleBytes.Of(element.Length, seed);
        string path = $"/{seed}";
        switch (element.Kind)
        {
            case ElementKind.Memory:
                Expect(bytes, element);
                return PacketElement.FromMemory(bytes);
            case ElementKind.Sequence:
                Expect(bytes, element);
                return PacketElement.FromSequence(Halves(bytes));
            case ElementKind.SharedRange:
                return BuildShared(element);
            case ElementKind.Wildcard:
                return BuildWildcard(element, path, seed);
            case ElementKind.Handle:
                SimulatedFile open = Add(path, bytes);
                SafeFileHandle handle = _kernel.OpenHandle(open, out int descriptor);
                _handles.Add(descriptor);
                Expect(bytes, element, open);
                return PacketElement.FromFile(handle);
        }

        SimulatedFile file = Add(path, bytes);
        Expect(bytes, element, file);
        file.CannotPeek = element.Kind is ElementKind.RemoteFile or ElementKind.SizelessFile;
        file.IsPathCold = element.Kind == ElementKind.ColdPath;
        file.ReportedSize = element.Kind == ElementKind.SizelessFile ? 0 : null;
        file.SendFileError = element.Kind is ElementKind.UnsplicedFile or ElementKind.SizelessFile ? Errno.Invalid : Errno.None;
        if (element.Kind == ElementKind.ColdFile)
            file.MakeCold(0, bytes.Length);
        return PacketElement.FromFile(path);
    }

    private PacketElement BuildShared(ModelElement element)
    {
        // Several sends have it open: it is put there once, and nobody cuts it.
        int offset = _parts.Sum(part => part.Bytes.Length) % (SharedLength / 4);
        ReadOnlyMemory<byte> all = SampleBytes.Of(SharedLength, 1);
        if (!_kernel.HasFile("/shared"))
            Add("/shared", all);
        Expect(all.Slice(offset, element.Length), element);
        return PacketElement.FromFile("/shared", offset, element.Length);
    }

    private PacketElement BuildWildcard(ModelElement element, string folder, int seed)
    {
        _kernel.AddFolder(folder);
        for (int i = 0; i < FilesOfWildcard; i++)
        {
            ReadOnlyMemory<byte> bytes = SampleBytes.Of(element.Length, seed + i);
            Expect(bytes, i == FilesOfWildcard - 1 ? element : element with { EndOfPacket = false }, Add($"{folder}/{i}.bin", bytes));
        }

        Add($"{folder}/not.txt", SampleBytes.Of(10, seed));
        return PacketElement.FromFile($"{folder}/*.bin");
    }

    private SimulatedFile Add(string path, ReadOnlyMemory<byte> bytes) => _kernel.AddFile(path, new SimulatedFile(new StoredContent(bytes)));

    private void Expect(ReadOnlyMemory<byte> bytes, ModelElement element, SimulatedFile? source = null)
    {
        _parts.Add((bytes.ToArray(), element.EndOfPacket));
        _sources.Add(source);
    }

    private static byte[] Join(List<(byte[] Bytes, bool Ends)> parts)
    {
        byte[] whole = new byte[parts.Sum(part => part.Bytes.Length)];
        int at = 0;
        foreach ((byte[] bytes, _) in parts)
        {
            bytes.CopyTo(whole, at);
            at += bytes.Length;
        }

        return whole;
    }

    private static ReadOnlySequence<byte> Halves(ReadOnlyMemory<byte> bytes)
    {
        SequencePiece first = new(bytes[..(bytes.Length / 2)], null);
        SequencePiece last = new(bytes[(bytes.Length / 2)..], first);
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class SequencePiece : ReadOnlySequenceSegment<byte>
    {
        public SequencePiece(ReadOnlyMemory<byte> memory, SequencePiece? before)
        {
            Memory = memory;
            if (before is null)
                return;
            before.Next = this;
            RunningIndex = before.RunningIndex + before.Memory.Length;
        }
    }
}
