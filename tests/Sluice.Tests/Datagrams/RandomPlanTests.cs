using CsCheck;
using Sluice.Kernel;
using Sluice.Tests.Streams;
using Sluice.TestSupport.Models;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Datagrams;

/// <summary>Any list of elements, any send size, any socket, with anything that passes going wrong: every datagram arrives, once, in order, whole.</summary>
public sealed class RandomPlanTests
{
    private static readonly Gen<Piece> AnyPiece = Gen.Select(
        Gen.Enum<PieceKind>(), Gen.Frequency((1, Gen.Const(0)), (6, Gen.Int[1, 1500]), (2, Gen.Const(512)), (1, Gen.Int[1, 40_000])), Gen.Int[0, 5],
        static (kind, length, ends) => new Piece(kind, length, ends == 0));

    private static readonly Gen<(int SendSize, bool KnowsSegments, long Capacity, int Path)> AnySetting = Gen.Select(
        Gen.Frequency((2, Gen.Const(0)), (1, Gen.Const(-1)), (3, Gen.Int[1, 2000]), (1, Gen.Const(1200))), Gen.Bool, Gen.Long[100, 200_000],
        Gen.Frequency((3, Gen.Const(int.MaxValue)), (1, Gen.Int[100, 1400])));

    private static readonly Gen<(int Message, int Error)[]> AnyFaults = Gen.Select(Gen.Int[1, 60], Gen.Int[0, 1]).Array[0, 6];

    [Fact]
    public void EveryDatagram_ArrivesOnceInOrder() => Gen.Select(AnyPiece.Array[0, 40], AnySetting, AnyFaults).Sample(
        (pieces, setting, faults) => Check(pieces, setting.SendSize, setting.KnowsSegments, setting.Capacity, setting.Path, faults).GetAwaiter().GetResult(),
        iter: 1500, threads: 1);

    private static async Task Check(Piece[] pieces, int sendSize, bool knowsSegments, long capacity, int path, (int Message, int Error)[] faults)
    {
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams(capacity, knowsSegments);
        socket.Socket.LargestSegment = path;
        socket.Socket.LargestDatagram = int.MaxValue;
        foreach ((int message, int error) in faults)
            socket.Socket.FailMessage(message, error == 0 ? Errno.Again : Errno.NoBuffers);

        List<(byte[] Bytes, bool EndOfPacket)> elements = [.. pieces.Select((piece, index) => (Bytes.Of(piece.Length, index), piece.Ends))];
        List<byte[]> expected = DatagramModel.Expect(elements, sendSize);
        if (expected.Any(datagram => datagram.Length > 65_507))
            return;
        ObservedSend send = host.Send(socket, [.. pieces.Select((piece, index) => Element(host, piece, index))], sendSize);
        host.RunToEnd();
        Assert.True(send.Succeeded, send.Failure?.ToString());
        Assert.Equal(elements.Sum(element => element.Bytes.Length), send.Bytes);
        Framed.AssertEqual(expected, socket.Received);
    }

    private static PacketElement Element(SimulationHost host, Piece piece, int index)
    {
        byte[] bytes = Bytes.Of(piece.Length, index);
        string name = $"/{index}";
        PacketElement element = piece.Kind switch
        {
            PieceKind.Memory => bytes,
            PieceKind.Sequence => PacketElement.FromSequence(LinkedBytes.Of(bytes[..(piece.Length / 3)], bytes[(piece.Length / 3)..])),
            _ => PacketElement.FromFile(name),
        };
        if (piece.Kind == PieceKind.Sizeless)
            host.Kernel.AddSizelessFile(name, bytes);
        else if (piece.Kind > PieceKind.Sequence)
            host.Kernel.AddFile(name, bytes).CannotPeek = piece.Kind == PieceKind.RemoteFile;
        if (piece.Kind == PieceKind.ColdFile)
            host.Kernel.AddFile(name, bytes).MakeCold(0, piece.Length);
        return element with { EndOfPacket = piece.Ends };
    }

    private enum PieceKind
    {
        Memory,
        Sequence,
        File,
        ColdFile,
        RemoteFile,
        Sizeless,
    }

    private sealed record Piece(PieceKind Kind, int Length, bool Ends);
}
