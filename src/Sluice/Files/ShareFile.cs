namespace Sluice.Files;

/// <summary>A file of an SMB share as this machine has it.</summary>
/// <param name="Folder">The local folder that is the share, or a folder of it.</param>
/// <param name="Relative">The path below that folder; empty for the folder itself.</param>
internal readonly record struct ShareFile(string Folder, string Relative)
{
    public string LocalPath => Relative.Length == 0 ? Folder : $"{Folder}/{Relative}";
}
