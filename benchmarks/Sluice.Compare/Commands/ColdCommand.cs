using System.CommandLine;
using Sluice.Compare.Cold;
using Spectre.Console;

namespace Sluice.Compare.Commands;

/// <summary>Files that are not in the page cache: slow mounts, and one large file from the disk.</summary>
internal static class ColdCommand
{
    public static Command Create()
    {
        Option<string> folder = new("--folder") { Description = "Where to write the files: the disk to measure.", DefaultValueFactory = _ => Path.GetTempPath() };
        Option<int> rounds = new("--rounds") { Description = "Rounds of each comparison.", DefaultValueFactory = _ => 7 };
        Option<int> megabytes = new("--megabytes") { Description = "Size of the large file.", DefaultValueFactory = _ => 512 };
        Option<bool> skipMount = new("--no-mount") { Description = "Leaves the slow mount out." };
        Command command = new("cold", "Sends what is not in the page cache: from a FUSE mount of 256 KB/s (needs bindfs), and one large file from the disk.")
        {
            Options = { folder, rounds, megabytes, skipMount },
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            IAnsiConsole console = AnsiConsole.Console;
            DirectoryInfo place = Directory.CreateDirectory(Path.Combine(parsed.GetRequiredValue(folder), Path.GetRandomFileName()));
            try
            {
                if (!parsed.GetValue(skipMount) && SlowMount.IsAvailable)
                    await SlowMountRun.RunAsync(place.FullName, parsed.GetRequiredValue(rounds), console, cancellationToken).ConfigureAwait(false);
                else if (!SlowMount.IsAvailable)
                    console.MarkupLine("[yellow]No bindfs: the slow mount is left out (tests/install-packages.sh bindfs).[/]");
                await ColdFileRun.RunAsync(place.FullName, parsed.GetRequiredValue(rounds), (long)parsed.GetRequiredValue(megabytes) << 20, console, cancellationToken)
                    .ConfigureAwait(false);
                return 0;
            }
            finally
            {
                place.Delete(recursive: true);
            }
        });
        return command;
    }
}
