using System.Diagnostics;
using System.Security.Cryptography;
using Sluice.Cli.Receiving;

namespace Sluice.Cli.Datagrams;

/// <summary>What has come from one sender so far: counted, hashed in the order of arrival and, where there is a file for it, kept.</summary>
internal sealed class DatagramFlow(FlowKey key, bool isSequenced) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly SequenceRecord _sequence = new();
    private readonly long _first = Stopwatch.GetTimestamp();
    private long _malformed;

    public FlowKey Key => key;

    public long Datagrams { get; private set; }

    /// <summary>Bytes of data, without headers.</summary>
    public long Bytes { get; private set; }

    /// <summary>When the last one came, as <see cref="Stopwatch.GetTimestamp"/> has it.</summary>
    public long Last { get; private set; }

    /// <summary>Whether nothing more is to come.</summary>
    public bool IsComplete => isSequenced && _sequence.IsComplete;

    public void Add(ReadOnlySpan<byte> datagram, OutputFile? copy)
    {
        Last = Stopwatch.GetTimestamp();
        Datagrams++;
        if (isSequenced)
        {
            if (datagram.Length < SequenceHeader.Bytes)
            {
                _malformed++;
                return;
            }

            _sequence.Add(SequenceHeader.Read(datagram));
            datagram = datagram[SequenceHeader.Bytes..];
        }

        Bytes += datagram.Length;
        _hash.AppendData(datagram);
        copy?.Write(datagram);
    }

    public FlowReport ToReport() => new()
    {
        From = key.Address.ToString()!,
        Datagrams = Datagrams,
        Bytes = Bytes,
        Elapsed = Stopwatch.GetElapsedTime(_first, Last),
        Sequence = isSequenced ? new SequenceReport(_sequence.Total, _sequence.Lost, _sequence.Reordered, _sequence.Duplicated) : null,
        WithoutHeader = _malformed > 0 ? _malformed : null,
        Sha256 = Convert.ToHexStringLower(_hash.GetCurrentHash()),
    };

    public void Dispose() => _hash.Dispose();
}
