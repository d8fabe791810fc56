using System.Text.Json;
using Spectre.Console;

namespace Sluice.Compare.Commands;

/// <summary>Where the commands put their figures.</summary>
internal static class FigureOutput
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The console, wide enough for tables wherever its output goes.</summary>
    public static IAnsiConsole WideConsole(int width)
    {
        IAnsiConsole console = AnsiConsole.Console;
        console.Profile.Width = Math.Max(console.Profile.Width, width);
        return console;
    }

    /// <summary>Writes figures to a file of JSON, where one was asked for.</summary>
    public static Task WriteAsync<T>(string? path, T figures, CancellationToken cancellationToken) =>
        path is null ? Task.CompletedTask : File.WriteAllTextAsync(path, JsonSerializer.Serialize(figures, Json), cancellationToken);
}
