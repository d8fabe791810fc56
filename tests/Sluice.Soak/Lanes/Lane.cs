using System.Net.Sockets;
using Sluice.Soak.Content;

namespace Sluice.Soak.Lanes;

/// <summary>One of the things that go on all the time: connection after connection, until the end. What a lane makes it disposes of before it rests.</summary>
internal abstract class Lane(string name, int seed, SoakContext context)
{
    private readonly string _name = name;
    private TaskCompletionSource? _rest;
    private TaskCompletionSource? _isResting;

    /// <summary>Where it is, for the report of a hang.</summary>
    public string Place { get; private set; } = name;

    protected Random Random { get; } = new(seed);

    protected SoakContext Context { get; } = context;

    protected Sender Sender { get; } = new(context.Tally, new Random(seed + 1));

    protected ParcelMaker Parcels { get; } = new(context.Files, new Random(seed + 2));

    /// <summary>Has it rest after the connection that it is at; the task ends when it does.</summary>
    public Task RestAsync()
    {
        _isResting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _rest, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        return _isResting.Task;
    }

    public void GoOn()
    {
        TaskCompletionSource rest = _rest!;
        Volatile.Write(ref _rest, null);
        rest.SetResult();
    }

    public async Task RunAsync()
    {
        while (!Context.IsOver)
        {
            if (Volatile.Read(ref _rest) is { } rest)
            {
                _isResting!.SetResult();
                await rest.Task.ConfigureAwait(false);
                continue;
            }

            try
            {
                await ServeAsync().ConfigureAwait(false);
            }
            catch (Exception failure)
            {
                Context.Tally.AddWrong($"{Place}: {(failure is WrongOutcomeException ? failure.Message : failure.ToString())}");
            }
        }
    }

    /// <summary>One connection, from its beginning to its end.</summary>
    protected abstract Task ServeAsync();

    /// <summary>Says what it is at, and counts it.</summary>
    protected void Enter(string kind)
    {
        Place = $"{_name}, {kind}";
        Context.Tally.AddKind(kind);
    }

    protected SendPacketsOptions AnyOptions(TransmitFileOptions more = default, TimeSpan? stallTimeout = null)
    {
        TransmitFileOptions thread = Random.Next(4) switch { 0 => (TransmitFileOptions)16, 1 => (TransmitFileOptions)32, _ => default };
        return new SendPacketsOptions
        {
            Flags = thread | more,
            SendSize = Random.Next(6) switch { 0 => -1, 1 => Random.Next(500, 100_000), _ => 0 },
            StallTimeout = stallTimeout ?? (Random.Next(5) == 0 ? Bounds.Wait : Timeout.InfiniteTimeSpan),
            MaxBytesPerSecond = Random.Next(6) == 0 ? Random.Next(5_000_000, 100_000_000) : 0,
            Progress = Random.Next(6) == 0 ? new Progress<SendPacketsProgress>() : null,
            DropBehind = Random.Next(8) == 0,
        };
    }
}
