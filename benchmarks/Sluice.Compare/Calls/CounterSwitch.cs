using System.Text;

namespace Sluice.Compare.Calls;

/// <summary>
/// A leg's side of its counter: has it begin and end exactly where the window does, by a line into one FIFO and the answer out of another, as
/// <c>perf stat --control</c> has it. Nothing else of the leg goes on meanwhile than the sends that were under way.
/// </summary>
internal sealed class CounterSwitch(string folder)
{
    public const string Enable = "enable";
    public const string Disable = "disable";

    public static string ControlIn(string folder) => Path.Combine(folder, "control");

    public static string AckIn(string folder) => Path.Combine(folder, "ack");

    public void Turn(string command)
    {
        using FileStream control = new(ControlIn(folder), FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        using FileStream ack = new(AckIn(folder), FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        control.Write(Encoding.ASCII.GetBytes($"{command}\n"));
        while (ack.ReadByte() is not ('\n' or < 0))
        {
        }
    }
}
