using Messaging.Lifecycle.Sagas;

namespace Messaging.StatusQuery.Waiting;

/// <summary>The end of one task, for all who wait for it.</summary>
internal sealed class Ending
{
    private readonly TaskCompletionSource<TaskSaga?> _told = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How many wait.</summary>
    public int Waiters { get; set; }

    /// <summary>Ends the waiting.</summary>
    /// <param name="row">The row as it ended; <see langword="null"/> when it is not at hand.</param>
    public void Tell(TaskSaga? row) => _told.TrySetResult(row);

    /// <summary>Waits until the end, or as long as is worth waiting.</summary>
    /// <returns>The row as it ended; <see langword="null"/> when it has to be read.</returns>
    public async Task<TaskSaga?> Wait(TimeSpan patience, TimeProvider clock, CancellationToken cancellationToken)
    {
        await ((Task)_told.Task.WaitAsync(patience, clock, cancellationToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return _told.Task.IsCompleted ? await _told.Task : null;
    }
}
