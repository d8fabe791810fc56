using CsCheck;
using Sluice.Kernel;
using Sluice.Operations;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Streams;

/// <summary>
/// Any plan, any short count, EAGAIN and EINTR, any reader: the same bytes, every descriptor closed, one completion (BUGCLASSES 2, 3, 4, 5, 8, 9, 10, 17, 19).
/// </summary>
public sealed class RandomPlanTests
{
    private static readonly Gen<Piece> AnyPiece = Gen.Select(
        Gen.Int[0, 5], Gen.Frequency((3, Gen.Int[0, 50]), (3, Gen.Int[900, 3000]), (1, Gen.Int[3000, 60_000])), Gen.Int[0, 100], Gen.Int[0, 3],
        static (kind, length, offset, ends) => new Piece(kind, length, offset, ends == 0));

    private static readonly Gen<Trouble> AnyTrouble = Gen.Select(
        Gen.Int[1, 60], Gen.Int[0, 4], Gen.Int[1, 5000], static (call, kind, bytes) => new Trouble(call, kind, bytes));

    [Fact]
    public void AnyPlanUnderAnyTrouble_ArrivesWhole() =>
        Gen.Select(AnyPiece.Array[0, 12], AnyTrouble.Array[0, 12], Gen.Int[1, 20_000], Gen.Int[0, 3], Gen.Int[0, 4000]).Sample(
            static (pieces, troubles, capacity, mode, sendSize) =>
                RunAsync(pieces, troubles, capacity, isTcp: mode != 0, mode == 1 ? sendSize : 0).GetAwaiter().GetResult(),
            iter: 1500, threads: 2);

    private static async Task RunAsync(Piece[] pieces, Trouble[] troubles, int capacity, bool isTcp, int sendSize)
    {
        await using SimulationHost host = new(new TransmitterOptions { ReactorThreads = 1, CoalesceLimit = 2000 });
        SimulatedConnection connection = host.Connect(capacity, isTcp);
        List<PacketElement> elements = [];
        List<byte[]> expected = [];
        for (int i = 0; i < pieces.Length; i++)
            elements.Add(Build(host, pieces[i], i, expected));
        foreach (Trouble trouble in troubles)
            Script(host, trouble);

        ObservedSend send = host.Send(connection, [.. elements], new SendSettings(default, sendSize));
        host.RunToEnd();

        // What an injected EAGAIN leaves under MSG_MORE waits for the kernel's own timer; at the end nothing may.
        while (!send.IsCompleted && connection.Socket.PassCorkTime() > 0)
            host.RunToEnd();

        byte[] whole = Bytes.Join([.. expected]);
        Assert.Null(send.Failure);
        Assert.Equal(whole.Length, send.Bytes);
        Assert.Equal(whole, connection.Received);
        if (sendSize > 0)
            Assert.All(host.Kernel.Calls.Where(call => call.Kind is CallKind.Send or CallKind.SendFile), call => Assert.InRange(call.Requested, 1, sendSize));
    }

    private static PacketElement Build(SimulationHost host, Piece piece, int index, List<byte[]> expected)
    {
        byte[] bytes = Bytes.Of(piece.Offset + Math.Max(piece.Length, piece.Kind == 2 ? 1 : 0), index);
        string path = $"/{index}";
        PacketElement element;
        switch (piece.Kind)
        {
            case 0 or 1:
                element = bytes.AsMemory(piece.Offset);
                break;
            case 2:
                host.Kernel.AddSizelessFile(path, bytes);
                element = PacketElement.FromFile(path, piece.Offset);
                break;
            case 3:
                host.Kernel.AddFile(path, bytes).SendFileError = Errno.Invalid;
                element = PacketElement.FromFile(path, piece.Offset);
                break;
            default:
                // Two of the kinds take the same path, so that neighbours come about.
                byte[] shared = Bytes.Of(70_000, 99);
                host.Kernel.AddFile("/shared", shared);
                element = PacketElement.FromFile("/shared", piece.Offset, piece.Length);
                bytes = shared[..(piece.Offset + piece.Length)];
                break;
        }

        expected.Add(bytes[piece.Offset..]);
        return piece.EndsPacket ? element with { EndOfPacket = true } : element;
    }

    private static void Script(SimulationHost host, Trouble trouble)
    {
        int left = trouble.Call;
        Fault fault = host.Kernel.Faults.When(call => call.Kind is CallKind.Send or CallKind.SendFile or CallKind.Read && --left == 0);
        switch (trouble.Kind)
        {
            case 0:
                fault.ShortTo(trouble.Bytes);
                break;
            case 1:
                fault.ShortBy(trouble.Bytes);
                break;
            case 2:
                fault.Fails(Errno.Interrupted);
                break;
            default:
                int calls = trouble.Call;
                host.Kernel.Faults.When(call => call.Kind is CallKind.Send or CallKind.SendFile && --calls == 0).Fails(Errno.Again);
                break;
        }
    }

    private sealed record Piece(int Kind, int Length, int Offset, bool EndsPacket);

    private sealed record Trouble(int Call, int Kind, int Bytes);
}
