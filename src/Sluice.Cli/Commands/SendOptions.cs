using System.CommandLine;
using Sluice.Cli.Output;
using Sluice.Cli.Sending;

namespace Sluice.Cli.Commands;

/// <summary>The options that say how something is sent, over whatever.</summary>
internal sealed class SendOptions
{
    private const double MostSeconds = 86_400;

    private readonly Option<int> _sendSize = new("--send-size")
    {
        Description = "Bytes of a datagram, into which everything is cut. Without it every element is one. Over TCP: most bytes of one kernel call.",
        HelpName = "BYTES",
    };

    private readonly Option<string?> _rate = new("--rate")
    {
        Description = "Most bytes per second, as in 10MB/s.",
        HelpName = "RATE",
    };

    private readonly Option<int> _repeat = new("--repeat")
    {
        Description = "Send it all so many times, one after another over the same connection.",
        HelpName = "N",
        DefaultValueFactory = static _ => 1,
    };

    private readonly Option<double?> _timeout = new("--timeout")
    {
        Description = "Most seconds to wait for a connection, and for a receiver that takes nothing.",
        HelpName = "SECONDS",
    };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_sendSize, _rate, _repeat, _timeout])
            command.Options.Add(option);
    }

    /// <summary>The job, with nothing to send yet.</summary>
    public SendJob Read(ParseResult parsed)
    {
        int sendSize = parsed.GetValue(_sendSize);
        if (sendSize < 0 || (sendSize == 0 && parsed.GetResult(_sendSize) is { Implicit: false }))
            throw CommandException.Usage($"--send-size {sendSize} is not a number of bytes: give one from 1 on, or leave the option out.");
        int repeat = parsed.GetValue(_repeat);
        if (repeat < 1)
            throw CommandException.Usage($"--repeat {repeat} is not a number of times: give one from 1 on.");
        return new SendJob { Elements = [], SendSize = sendSize, MaxBytesPerSecond = ReadRate(parsed), Repeat = repeat, Timeout = ReadTimeout(parsed) };
    }

    private long ReadRate(ParseResult parsed)
    {
        if (parsed.GetValue(_rate) is not { } text)
            return 0;
        return ByteSize.TryParseRate(text, out long rate) && rate > 0
            ? rate
            : throw CommandException.Usage($"--rate '{text}' is not a rate from 1 byte per second on: give a number and a unit, as in 10MB/s or 512KiB/s.");
    }

    private TimeSpan? ReadTimeout(ParseResult parsed) => parsed.GetValue(_timeout) switch
    {
        null => null,
        > 0 and <= MostSeconds and double seconds => TimeSpan.FromSeconds(seconds),
        _ => throw CommandException.Usage("--timeout takes seconds, more than 0 and at most 86400."),
    };
}
