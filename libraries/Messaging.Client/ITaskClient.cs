using Messaging.Client.Errors;
using Messaging.Client.Status;
using Messaging.Client.Submission;

namespace Messaging.Client;

/// <summary>Submits tasks, waits for them and cancels them. One for the whole process; safe for concurrent use.</summary>
public interface ITaskClient
{
    /// <summary>Submits a task. When this returns, the task is durable: in the store over HTTP, in the broker over RabbitMQ.</summary>
    /// <param name="name">The task's registered name, such as <c>math.add</c>.</param>
    /// <param name="args">Its arguments: any object that JSON can say, camelCase; <see langword="null"/> means none.</param>
    /// <param name="options">What else is asked for.</param>
    /// <param name="cancellationToken">Stops waiting. The task may have been submitted; submitting it again under the same id is
    /// safe.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="TaskRefusedException">The task cannot be accepted as it is. Over RabbitMQ this is known later: the task fails with
    /// <c>invalid-submission</c>.</exception>
    /// <exception cref="TaskServiceUnavailableException">Nothing could be reached in time. The task may have been submitted; submitting it
    /// again under the same id is safe.</exception>
    Task<TaskHandle> SubmitAsync(
        string name, object? args = null, SubmitOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Submits many tasks: in requests of up to 1,000 over HTTP, at most 100 at a time over RabbitMQ. Each is accepted or refused by
    /// itself.
    /// </summary>
    /// <returns>What became of each, in the order given.</returns>
    /// <param name="submissions">The tasks.</param>
    /// <param name="cancellationToken">Stops waiting. Some tasks may have been submitted.</param>
    /// <exception cref="TaskServiceUnavailableException">Nothing could be reached in time. Some tasks may have been submitted; give them
    /// ids, and the whole can be repeated.</exception>
    Task<IReadOnlyList<SubmitOutcome>> SubmitManyAsync(
        IEnumerable<TaskSubmission> submissions, CancellationToken cancellationToken = default);

    /// <summary>A task that was submitted before, by whomever. Nothing is asked for yet.</summary>
    /// <param name="id">The task's id.</param>
    TaskHandle Handle(Guid id);

    /// <summary>Where a task stands.</summary>
    /// <param name="id">The task's id.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <exception cref="TaskNotFoundException">There is no such task, or not any more.</exception>
    /// <exception cref="TaskServiceUnavailableException">StatusQuery could not be reached in time.</exception>
    /// <exception cref="InvalidOperationException">The client was not told where StatusQuery is.</exception>
    Task<TaskDocument> GetAsync(Guid id, CancellationToken cancellationToken = default);

    /// <summary>Waits until a task has ended, whatever its end.</summary>
    /// <param name="id">The task's id.</param>
    /// <param name="timeout">How long to wait: more than zero.</param>
    /// <param name="cancellationToken">Stops waiting. The task goes on.</param>
    /// <exception cref="TimeoutException">It has not ended by then. It goes on.</exception>
    /// <exception cref="TaskNotFoundException">There is no such task, or not any more.</exception>
    /// <exception cref="TaskServiceUnavailableException">StatusQuery could not be reached in time.</exception>
    /// <exception cref="InvalidOperationException">The client was not told where StatusQuery is.</exception>
    Task<TaskDocument> WaitAsync(Guid id, TimeSpan timeout, CancellationToken cancellationToken = default);

    /// <summary>Asks for a task to be cancelled. One that a worker has ends when the worker has stopped it.</summary>
    /// <param name="id">The task's id.</param>
    /// <param name="reason">Why, for people: at most 1,000 characters.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    /// <returns>Whether the task is, or will be, cancelled; not when it has ended before.</returns>
    /// <exception cref="TaskNotFoundException">There is no such task, or not any more.</exception>
    /// <exception cref="TaskServiceUnavailableException">Producer could not be reached in time.</exception>
    /// <exception cref="InvalidOperationException">The client was not told where Producer is.</exception>
    Task<bool> CancelAsync(Guid id, string? reason = null, CancellationToken cancellationToken = default);
}
