using System.ComponentModel.DataAnnotations;
using Messaging.Hosting.Routing;

namespace Messaging.Worker;

/// <summary>Settings of a worker. Configuration section <c>Worker</c>.</summary>
public sealed class WorkerOptions : IValidatableObject
{
    /// <summary>The worker's id in rows and logs. Default: machine name, process id and four random digits.</summary>
    [StringLength(100)]
    public string? Name { get; set; }

    /// <summary>The queues it takes tasks from, separated by commas. Default: <c>default</c>.</summary>
    [Required]
    public string Queues { get; set; } = "default";

    /// <summary>Tasks it runs at a time, per queue. Default: twice the processors; 1 to 1,000.</summary>
    [Range(1, 1000)]
    public int Concurrency { get; set; } = 2 * Environment.ProcessorCount;

    /// <summary>
    /// Commands it holds of the broker's, per task it runs at a time: those that run, wait for their turn, or have ended and wait for the broker to take note.
    /// 1 suits long tasks, which others should take instead; 2 to 4 short ones; 32 those of a few milliseconds, of which there are many. Default: 2; 1 to 100.
    /// </summary>
    [Range(1, 100)]
    public int Prefetch { get; set; } = 2;

    /// <summary>How long running tasks may go on after the worker is told to stop, before their tokens fire. Default: 25 seconds; 0 to 25 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:25")]
    public TimeSpan Drain { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>Handlers that may ignore their token and still run before the worker says that it is not ready. Default: 10; 0 to 1,000.</summary>
    [Range(0, 1000)]
    public int MaxLeakedHandlers { get; set; } = 10;

    /// <summary>How often an attempt is started by workers that die with it, or lose their connection, before it has failed. Default: 3; 1 to 10.</summary>
    [Range(1, 10)]
    public int MaxCrashes { get; set; } = 3;

    /// <summary>
    /// How long the broker waits for an attempt, counted from the delivery of its command. A longer one is claimed: its command is acknowledged, and the ledger watches over it.
    /// Must be well below the broker's acknowledgement timeout, 30 minutes by default. Default: 20 minutes; 1 second to 1 day.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan ClaimAfter { get; set; } = TimeSpan.FromMinutes(20);

    /// <summary>The queues, one by one.</summary>
    public IReadOnlyList<string> QueueList => [.. Queues.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var queue in QueueList.Where(queue => !QueueNames.IsValidTaskQueue(queue)))
        {
            yield return new ValidationResult($"Worker:Queues names '{queue}': a queue has 1 to 64 lower-case letters, digits, dots, hyphens and underscores.", [nameof(Queues)]);
        }

        if (QueueList.Count == 0)
        {
            yield return new ValidationResult("Worker:Queues names no queue.", [nameof(Queues)]);
        }
    }
}
