using System.Globalization;
using System.Text;

namespace LogShipper;

/// <summary>All that the shipper has to remember: at which file it is, and where in the stream of all files that one begins.</summary>
/// <param name="Identity">The file.</param>
/// <param name="Start">Bytes of the files before it.</param>
internal sealed record Checkpoint(FileIdentity Identity, long Start)
{
    /// <summary>Null where none was saved yet.</summary>
    public static Checkpoint? Load(string path)
    {
        if (!File.Exists(path))
            return null;
        string[] fields = File.ReadAllText(path).Split(' ', '\n');
        return fields.Length == 4
            && ulong.TryParse(fields[0], CultureInfo.InvariantCulture, out ulong inode)
            && long.TryParse(fields[1], CultureInfo.InvariantCulture, out long born)
            && long.TryParse(fields[2], CultureInfo.InvariantCulture, out long start)
            ? new Checkpoint(new FileIdentity(inode, born), start)
            : throw new InvalidDataException($"{path} is not a state of this program.");
    }

    /// <summary>The old state or the new one, never half of one, also after the power was cut.</summary>
    public void Save(string path)
    {
        string next = path + ".new";
        using (FileStream file = new(next, FileMode.Create, FileAccess.Write))
        {
            file.Write(Encoding.ASCII.GetBytes($"{Identity.Inode} {Identity.Born} {Start}\n"));
            file.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);
    }
}
