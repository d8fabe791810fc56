namespace Sluice.TestSupport.Models;

/// <summary>Where datagrams begin and end, worked out from the table of the contract alone.</summary>
internal static class DatagramModel
{
    /// <summary>The datagrams of elements, given as their bytes and whether they end a packet.</summary>
    public static List<byte[]> Expect(IReadOnlyList<(byte[] Bytes, bool EndOfPacket)> elements, int sendSize)
    {
        bool byElement = sendSize == 0 && !elements.Any(element => element.EndOfPacket);
        List<byte[]> runs = [];
        List<byte> run = [];
        foreach ((byte[] bytes, bool ends) in elements)
        {
            run.AddRange(bytes);
            if (ends || byElement)
            {
                runs.Add([.. run]);
                run.Clear();
            }
        }

        runs.Add([.. run]);
        return [.. runs.Where(bytes => bytes.Length > 0).SelectMany(bytes => sendSize > 0 ? bytes.Chunk(sendSize) : [bytes])];
    }
}
