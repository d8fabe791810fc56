namespace Sluice.Planning;

/// <summary>A file that a plan may send from.</summary>
/// <param name="Index">Its place in the table of open files.</param>
/// <param name="Length">Its size in bytes, taken once.</param>
internal readonly record struct PlannedFile(int Index, long Length);
