using System.ComponentModel.DataAnnotations;
using Messaging.Hosting.Routing;

namespace Messaging.Producer;

/// <summary>Settings of Producer. Configuration section <c>Producer</c>.</summary>
public sealed class ProducerOptions : IValidatableObject
{
    /// <summary>
    /// How long a submission waits for the broker's confirm; after that the relay sends the command and the answer is the same. Default: 2
    /// seconds; 10 milliseconds to 4 seconds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:04")]
    public TimeSpan ConfirmTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How often due and unsent tasks are looked for. Default: 100 milliseconds; 10 milliseconds to 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:10")]
    public TimeSpan DispatchInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How often attempts are looked for whose worker was not heard of in time. Default: 1 second; 100 milliseconds to 1 minute.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan ClaimInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Queues that tasks may be submitted to although no worker has told yet that it serves them, separated by commas. Those that workers
    /// have told of need not be named, nor
    /// <c>default</c>, and before any worker has told of itself every queue is taken. Default: none.
    /// </summary>
    public string Queues { get; set; } = "";

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var queue in QueueNamesGiven.Where(queue => !QueueNames.IsValidTaskQueue(queue)))
        {
            yield return new ValidationResult($"Producer:Queues names '{queue}', which no queue can be called.", [nameof(Queues)]);
        }
    }

    /// <summary>The names in <see cref="Queues"/>.</summary>
    internal IReadOnlyList<string> QueueNamesGiven =>
        Queues.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
