namespace Messaging.Worker.Slots;

/// <summary>
/// Gives slots to queues. Without a common total each queue has its own. With one, a free slot goes to a queue that holds less than its
/// share (by weight, among those that have work),
/// or else to any that has work; between several, to the one whose turn it is by stride scheduling: every start moves a queue back by the
/// reciprocal of its weight,
/// so that starts come out as the weights do, and none waits for ever.
/// </summary>
/// <param name="total">Slots of all queues together; <see langword="null"/> for any number.</param>
internal sealed partial class WeightedConcurrencyLimiter(int? total)
{
    private readonly Lock _lock = new();
    private readonly List<TaskSlots> _queues = [];
    private int _running;
    private double _turn;

    /// <summary>Adds a queue.</summary>
    /// <param name="name">Its name, without prefix.</param>
    /// <param name="weight">Its weight.</param>
    /// <param name="most">Most of its tasks at a time.</param>
    public TaskSlots Add(string name, int weight, int most)
    {
        var queue = new TaskSlots(this, name, weight, most);
        lock (_lock)
        {
            _queues.Add(queue);
        }

        return queue;
    }

    /// <summary>From now on, gives slots to none of the queues that are named so, and again to all others.</summary>
    public void Withhold(Func<string, bool> isWithheld)
    {
        lock (_lock)
        {
            foreach (var queue in _queues)
            {
                queue.IsWithheld = isWithheld(queue.Name);
            }

            GiveAll();
        }
    }

    /// <summary>Ends the waiting of all that waits for a slot of a queue that is given none: it is cancelled.</summary>
    public void TurnAway()
    {
        lock (_lock)
        {
            foreach (var queue in _queues.Where(queue => queue.IsWithheld))
            {
                foreach (var waiting in queue.Waiting)
                {
                    waiting.SetCanceled(CancellationToken.None);
                }

                queue.Waiting.Clear();
            }

            TurnSuspectsAway();
        }
    }

    internal bool HasFree(TaskSlots queue)
    {
        lock (_lock)
        {
            return CanStart(queue);
        }
    }

    internal Task Take(TaskSlots queue, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled(cancellationToken);
        }

        var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (!queue.HasWork)
            {
                // Who had no work has no turns to catch up on.
                queue.Turn = Math.Max(queue.Turn, _turn);
            }

            if (queue.Waiting.Count == 0 && CanStart(queue))
            {
                Start(queue);
                return Task.CompletedTask;
            }

            queue.Waiting.AddLast(waiting);
        }

        return cancellationToken.CanBeCanceled ? Wait(queue, waiting, cancellationToken) : waiting.Task;
    }

    internal void Return(TaskSlots queue)
    {
        lock (_lock)
        {
            queue.Running--;
            _running--;
            GiveAll();
        }
    }

    private async Task Wait(TaskSlots queue, TaskCompletionSource waiting, CancellationToken cancellationToken)
    {
        await using var cancel = cancellationToken.Register(() =>
        {
            lock (_lock)
            {
                // Not there any more: it has been given a slot.
                if (queue.Waiting.Remove(waiting))
                {
                    waiting.SetCanceled(cancellationToken);
                }
            }
        });
        await waiting.Task;
    }

    private void GiveAll()
    {
        TryNextSuspect();
        while (_queues.Where(queue => queue.Waiting.Count > 0 && CanStart(queue))
            .OrderBy(HasItsShare)
            .ThenBy(queue => queue.Turn)
            .FirstOrDefault() is { } next)
        {
            Start(next);
            var waiting = next.Waiting.First!;
            next.Waiting.RemoveFirst();
            waiting.Value.SetResult();
        }
    }

    private bool CanStart(TaskSlots queue) =>
        !IsHeldForSuspects && !queue.IsWithheld && queue.Running < queue.Most && (total is null || _running < total);

    private bool HasItsShare(TaskSlots queue) =>
        total is { } all
            && queue.Running * (double)_queues.Where(other => other.HasWork).Sum(other => other.Weight) >= (double)all * queue.Weight;

    private void Start(TaskSlots queue)
    {
        _turn = Math.Max(_turn, queue.Turn);
        queue.Turn += 1d / queue.Weight;
        queue.Running++;
        _running++;
    }
}
