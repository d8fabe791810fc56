using System.Net;
using CsCheck;
using Sluice.Cli.Datagrams;
using Sluice.TestSupport.Fuzzing;
using Xunit;

namespace Sluice.Cli.Tests.Fuzzing;

/// <summary>Datagrams that anybody may send to a receiver that expects numbered ones.</summary>
public sealed class SequenceFuzz
{
    private static readonly Gen<byte[]> Datagrams = Gen.OneOf(
        Gen.Byte.Array[0, 40],
        Gen.Select(Gen.Int[-1, 40], Gen.Int[0, 40], Gen.Byte.Array[0, 20], static (number, total, data) => (byte[])[.. new SequenceHeader(number, total).ToArray(), .. data]),
        Gen.Select(Gen.Int[16, 25], Gen.Int[16, 25], static (number, total) => new SequenceHeader(1L << number, 1L << total).ToArray()));

    [Fact]
    public void AnyDatagrams_AreCounted() => Fuzz.Check(
        Datagrams.Array[0, 30],
        static datagrams =>
        {
            using DatagramFlow flow = new(new FlowKey(new IPEndPoint(IPAddress.Loopback, 9).Serialize(), 0), isSequenced: true);
            SequenceRecord record = new();
            foreach (byte[] datagram in datagrams)
            {
                flow.Add(datagram, copy: null);
                if (datagram.Length >= SequenceHeader.Bytes)
                    record.Add(SequenceHeader.Read(datagram));
            }

            Assert.Equal(datagrams.Length, flow.Datagrams);
            Assert.Equal(datagrams.Sum(static datagram => Math.Max(0, datagram.Length - SequenceHeader.Bytes)), flow.Bytes);
            Assert.InRange(record.Lost, 0, Math.Max(0, record.Total));
            Assert.InRange(record.Duplicated + record.Reordered, 0, datagrams.Length);
            Assert.Contains($"{datagrams.Length} datagram", flow.ToReport().ToLine(), StringComparison.Ordinal);
            return record.Total > 0;
        },
        static datagrams => string.Join(' ', datagrams.Select(Convert.ToHexString)));
}
