using Sluice.Kernel;
using Sluice.TestSupport.Faults;
using Sluice.TestSupport.Simulation;

namespace Sluice.Tests.Faults;

/// <summary>
/// How a send is to end after each trouble of each call: the contract ("Errors" of docs/semantics.md and docs/errors.md), written down once more and not asked of the
/// product.
/// </summary>
internal static class VerdictTable
{
    /// <summary>How a send may end that met this.</summary>
    /// <param name="call">The call.</param>
    /// <param name="trouble">What it came to.</param>
    /// <param name="duration">Whether it did once.</param>
    /// <param name="sweep">The plan.</param>
    public static Verdict Of(KernelCall call, Trouble trouble, Duration duration, SweepPlan sweep)
    {
        if (trouble.Shortness != Shortness.None || trouble.Error == Errno.Interrupted)
            return Verdict.Whole;
        bool isOnce = duration == Duration.Once;
        return call.Kind switch
        {
            // A look at the file system that has to be waited for decides on whose account, and no more.
            CallKind.Open when (call.OpenFlags & OpenFlags.PathOnly) != 0 => Verdict.Whole,
            CallKind.Open when call.IsNoWait && trouble.Error is Errno.Again or Errno.NotImplemented or Errno.Invalid or Errno.NotPermitted => Verdict.Whole,

            // One that is opened for its check throws; one that is opened again when its turn has come fails its send.
            CallKind.Open => Opened(call.Path!, trouble.Error, sweep.OpensLate),
            CallKind.GetStatus => Opened(sweep.UsesHandles ? null : "/a", trouble.Error, sweep.OpensLate) with { MayBeWhole = sweep.AsksForFolders },

            // Whether something other than a folder has a wildcard's name: then no.
            CallKind.GetPathStatus => Verdict.Whole,
            CallKind.ReadFolder => Opened("/folder/", trouble.Error, opensLate: false),
            CallKind.Read => Reading(call, trouble.Error, isOnce),

            // Whether a file of size 0 has bytes has to be known before anything is sent; whether others are in the cache has not.
            CallKind.Peek when trouble.Error is Errno.Again or Errno.NotSupported || !sweep.HasSizeless => Verdict.Whole,
            CallKind.Peek => new Verdict(MayBeWhole: true, Thrown: typeof(IOException)),
            CallKind.Send or CallKind.SendMessage or CallKind.SendMessages => Sending(call, trouble.Error, isOnce, sweep),
            CallKind.SendFile => SendingFile(trouble.Error),

            // No reactor can be had: a send that has to wait cannot; one that only comes back to it goes on elsewhere.
            CallKind.CreateEpoll or CallKind.CreateEvent => Verdict.EndsBy(SocketErrors.Of(trouble.Error)) with { MayBeWhole = true },
            CallKind.ControlEpoll => Verdict.EndsBy(SocketErrors.Of(trouble.Error)) with { MayBeWhole = call.Data == ulong.MaxValue },
            CallKind.ShutdownSending => Verdict.EndsBy(SocketErrors.Of(trouble.Error)),

            // Advice, questions with another way to the answer, and calls whose failure changes nothing.
            _ => Verdict.Whole,
        };
    }

    private static Verdict Opened(string? path, Errno error, bool opensLate)
    {
        Type thrown = error switch
        {
            _ when path is null => typeof(IOException),
            Errno.NoEntry => typeof(FileNotFoundException),
            Errno.NotDirectory => typeof(DirectoryNotFoundException),
            Errno.AccessDenied or Errno.NotPermitted or Errno.IsDirectory => typeof(UnauthorizedAccessException),
            Errno.NameTooLong => typeof(PathTooLongException),
            _ => typeof(IOException),
        };
        return new Verdict(MayBeWhole: false, Thrown: thrown, OfFile: opensLate);
    }

    private static Verdict Reading(KernelCall call, Errno error, bool isOnce)
    {
        if (call.IsNoWait && error is Errno.Again or Errno.NotSupported)
            return Verdict.Whole;

        // The probe of a file of size 0 where it may wait.
        if (!call.IsNoWait && call.Requested == 1)
            return new Verdict(MayBeWhole: false, Thrown: typeof(IOException), OfFile: true);

        // What has been gathered before a file that fails goes out first, and then the file is asked again.
        return new Verdict(MayBeWhole: isOnce, OfFile: true);
    }

    private static Verdict Sending(KernelCall call, Errno error, bool isOnce, SweepPlan sweep)
    {
        if (error == Errno.Again)
            return Verdict.Whole;
        if (!sweep.IsDatagram)
            return Verdict.EndsBy(SocketErrors.Of(error));

        // A queue below the socket that is full drains; one that never does is given up. A refusal for size may have been meant for an earlier datagram, and is doubted once.
        // Datagrams that the kernel does not cut go out one by one.
        bool isCut = call.Messages is [{ SegmentSize: > 0 }, ..];
        if ((error is Errno.NoBuffers or Errno.MessageTooLong && isOnce) || (isCut && error is Errno.InputOutput or Errno.Invalid or Errno.MessageTooLong))
            return Verdict.Whole;
        return Verdict.EndsBy(SocketErrors.Of(error));
    }

    private static Verdict SendingFile(Errno error) => error switch
    {
        // This file cannot be spliced: it is copied.
        Errno.Again or Errno.Invalid or Errno.NotImplemented or Errno.NotSupported => Verdict.Whole,
        Errno.InputOutput or Errno.Stale => new Verdict(MayBeWhole: false, OfFile: true),
        _ => Verdict.EndsBy(SocketErrors.Of(error)),
    };
}
