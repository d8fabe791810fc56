namespace Sluice.Writing;

/// <summary>The sends of one stream, one after another in the order of the calls, each as a whole. Knows nothing of what a send is.</summary>
internal sealed class WriteQueue
{
    private readonly Lock _gate = new();
    private readonly LinkedList<TaskCompletionSource> _waiting = new();
    private bool _isTaken;

    /// <summary>
    /// Takes the last place of the queue, and completes when it is the first. The place is taken by the call itself: the order is that of the calls. Throws where the
    /// token ends the wait.
    /// </summary>
    public ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        LinkedListNode<TaskCompletionSource> place;
        lock (_gate)
        {
            if (!_isTaken)
            {
                _isTaken = true;
                return default;
            }

            place = _waiting.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        return WaitAsync(place, cancellationToken);
    }

    /// <summary>The first is done: the next one is the first.</summary>
    public void Leave()
    {
        TaskCompletionSource next;
        lock (_gate)
        {
            if (_waiting.First is not { } first)
            {
                _isTaken = false;
                return;
            }

            next = first.Value;
            _waiting.RemoveFirst();
        }

        next.SetResult();
    }

    private async ValueTask WaitAsync(LinkedListNode<TaskCompletionSource> place, CancellationToken cancellationToken)
    {
        using (cancellationToken.UnsafeRegister(_ => GiveUp(place, cancellationToken), null))
            await place.Value.Task.ConfigureAwait(false);
    }

    private void GiveUp(LinkedListNode<TaskCompletionSource> place, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            // It has become the first meanwhile, and finds out for itself.
            if (place.List is null)
                return;
            _waiting.Remove(place);
        }

        place.Value.SetCanceled(cancellationToken);
    }
}
