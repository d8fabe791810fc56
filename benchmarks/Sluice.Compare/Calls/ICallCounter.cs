namespace Sluice.Compare.Calls;

/// <summary>Counts the system calls of one leg, from outside of its process.</summary>
internal interface ICallCounter : IDisposable
{
    /// <summary>Where the leg finds the FIFOs by which it says when.</summary>
    string Folder { get; }

    /// <summary>Looks after a leg that has just been started.</summary>
    void Attach(int process, CancellationToken cancellationToken);

    /// <summary>The calls within the leg's window, which has ended.</summary>
    Task<long> CountAsync();
}
