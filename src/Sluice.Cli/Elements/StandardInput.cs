using Sluice.Cli.Commands;
using Sluice.Cli.Output;

namespace Sluice.Cli.Elements;

/// <summary>Reads the standard input into memory: how long it is must be known before the first byte goes out.</summary>
internal static class StandardInput
{
    private const int BufferBytes = 64 * 1024;

    // Memory doubles as it grows, and an array ends at 2 GiB.
    private const long MostBytes = 1L << 30;

    /// <summary>Puts its bytes in the place of the element that stands for it, if one does.</summary>
    public static async Task<SendElement[]> FillAsync(SendElement[] elements, CancellationToken cancellationToken)
    {
        int index = Array.FindIndex(elements, static element => element.IsStandardInput);
        return index < 0 ? elements : [.. elements[..index], elements[index].WithMemory(await ReadAsync(cancellationToken)), .. elements[(index + 1)..]];
    }

    private static async Task<byte[]> ReadAsync(CancellationToken cancellationToken)
    {
        // Never disposed of: a read of a terminal cannot be cancelled, only left behind.
        Stream input = Console.OpenStandardInput();
        using MemoryStream all = new();
        byte[] buffer = new byte[BufferBytes];
        while (await Task.Run(() => input.Read(buffer, 0, buffer.Length), CancellationToken.None).WaitAsync(cancellationToken) is > 0 and var count)
        {
            all.Write(buffer, 0, count);
            if (all.Length > MostBytes)
                throw new CommandException(ExitCode.File, $"the standard input has more than {ByteSize.ToText(MostBytes)}: write it to a file, and send that.");
        }

        return all.ToArray();
    }
}
