namespace Sluice.Compare.Legs;

/// <summary>Ends a child process when its standard input does: nothing is left running, however the parent went.</summary>
internal static class ParentWatch
{
    public static void Start()
    {
        Thread thread = new(static () =>
        {
            using Stream input = Console.OpenStandardInput();
            while (input.ReadByte() >= 0)
            {
            }

            Environment.Exit(1);
        })
        { IsBackground = true };
        thread.Start();
    }
}
