using System.Text;
using System.Threading.Channels;

namespace Sluice.TestSupport.Processes;

/// <summary>What a process writes to one of its outputs, read as it comes: whole, and line by line for whoever waits for one.</summary>
internal sealed class Transcript
{
    private readonly StringBuilder _text = new();
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    public Transcript(StreamReader source) => Reading = ReadAsync(source);

    /// <summary>Completes when the process, and whoever has its output from it, has closed it.</summary>
    public Task Reading { get; }

    /// <summary>The lines that nobody has taken yet.</summary>
    public ChannelReader<string> Lines => _lines.Reader;

    /// <summary>All of it, so far.</summary>
    public string Text
    {
        get
        {
            lock (_text)
                return _text.ToString();
        }
    }

    private async Task ReadAsync(StreamReader source)
    {
        char[] buffer = new char[4096];
        string rest = "";
        int count;
        while ((count = await source.ReadAsync(buffer.AsMemory())) > 0)
        {
            lock (_text)
                _text.Append(buffer, 0, count);
            string[] lines = (rest + new string(buffer, 0, count)).Split('\n');
            foreach (string line in lines[..^1])
                _lines.Writer.TryWrite(line);
            rest = lines[^1];
        }

        if (rest.Length > 0)
            _lines.Writer.TryWrite(rest);
        _lines.Writer.Complete();
    }
}
